#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/failure.h"
#include "crawler/model/ids.h"
#include "crawler/model/ledger.h"
#include "crawler/model/secret.h"
#include "storage/vault.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What a person entered cannot be taken; the message says which field and why.
struct InputFault {
  std::string message;
};

struct MerchantNumberAt {
  std::string card_company;
  model::MerchantNumber number;
  friend auto operator<=>(const MerchantNumberAt&, const MerchantNumberAt&) = default;
};

struct Merchant {
  model::MerchantId id;
  model::BusinessNumber business;  ///< ten digits, no dashes; the check digit is the caller's work
  std::string name;
  std::vector<MerchantNumberAt> numbers;     ///< may be empty
  std::vector<model::TerminalId> terminals;  ///< may be empty
  friend bool operator==(const Merchant&, const Merchant&) = default;
};

/// One id, one business number: either that is known already is an InputFault.
[[nodiscard]] std::expected<void, InputFault> add_merchant(Transaction& transaction,
                                                           const Merchant& merchant);
[[nodiscard]] std::vector<Merchant> merchants(View& view);
[[nodiscard]] std::optional<Merchant> merchant(View& view, const model::MerchantId& id);

/// What a merchant allowed: which ledgers of which site, for which business dates, from when to
/// when, and where the paper is.
struct Consent {
  std::int64_t number = 0;  ///< given by add_consent
  model::MerchantId merchant;
  model::SiteId site;
  std::vector<model::Ledger> ledgers;
  model::DateRange dates;
  model::Instant granted_at;
  model::Instant expires_at;
  std::string evidence_reference;
  std::optional<model::Instant> withdrawn_at;
  friend bool operator==(const Consent&, const Consent&) = default;

  [[nodiscard]] bool covers(model::Ledger ledger, model::BusinessDate date) const;
  [[nodiscard]] bool is_in_force(model::Instant now) const;
};

[[nodiscard]] std::expected<std::int64_t, InputFault> add_consent(Transaction& transaction,
                                                                  const Consent& consent);
/// Of one merchant, or all.
[[nodiscard]] std::vector<Consent> consents(
    View& view, const std::optional<model::MerchantId>& merchant = std::nullopt);
/// All that are in force at `now`, those granted last first. What one of them covers is allowed.
[[nodiscard]] std::vector<Consent> consents_in_force(View& view, const model::MerchantId& merchant,
                                                     const model::SiteId& site, model::Instant now);
/// Ends every consent of the merchant at the site, destroys the data keys of its credentials there
/// and the account's kept sessions (one that may only be logged out stays for that), and cancels
/// its jobs: a running one learns it within seconds, logs out and publishes nothing more.
/// Store::checkpoint() afterwards empties the log of the old bytes. The number of consents ended.
[[nodiscard]] int withdraw_consent(Transaction& transaction, const model::MerchantId& merchant,
                                   const model::SiteId& site, model::Instant now);

/// An account's secret as one merchant gave it for one site. `version` counts the secrets ever
/// entered for the account: merchants who share an account and a secret share the version.
struct Credential {
  model::CredentialId id;
  model::MerchantId merchant;
  model::SiteId site;
  model::AccountKey account;
  int version = 0;
  Sealed sealed;
  model::Instant set_at;
  bool destroyed = false;  ///< its key is gone; only a fresh entry brings it back
};

enum class CredentialAnswer {
  kNewVersion,      ///< the account never had this secret before
  kUnchanged,       ///< the account knows it already; the credential has it now, no version is made
  kRefusedKnownBad  ///< this very secret was rejected for this account; nothing was stored
};

struct CredentialSet {
  CredentialAnswer answer = CredentialAnswer::kUnchanged;
  model::CredentialId id;  ///< none if refused
  int version = 0;
};

struct CredentialEntry {
  model::MerchantId merchant;
  model::SiteId site;
  model::AccountKey account;
  std::string seal_context;  ///< the site's trust facts
};

/// Login id and secret are taken in their normal forms (login_id.h), and what these refuse is an
/// InputFault; so is a login id that differs from that of an account in use by its spelling alone.
/// Changed trust facts alone make the same secret sealed again: kUnchanged.
[[nodiscard]] std::expected<CredentialSet, InputFault> set_credential(Transaction& transaction,
                                                                      const Vault& vault,
                                                                      const CredentialEntry& entry,
                                                                      const model::Secret& secret,
                                                                      model::Instant now);
[[nodiscard]] std::vector<Credential> credentials(View& view);
[[nodiscard]] std::optional<Credential> credential(View& view, model::CredentialId id);
/// Of several accounts of the merchant at the site, each one.
[[nodiscard]] std::vector<Credential> credentials_of(View& view, const model::MerchantId& merchant,
                                                     const model::SiteId& site);

/// Whether some merchant's credential of the account at the site is not destroyed.
[[nodiscard]] bool has_live_credential(View& view, const model::AccountKey& account,
                                       const model::SiteId& site);

/// The secret of a credential for a login; the context is made from the row and `seal_context`.
[[nodiscard]] std::expected<model::Secret, OpenFault> open_credential(
    const Vault& vault, const Credential& credential, const std::string& seal_context);

}  // namespace vancrawl::storage
