#include "storage/cancel_links.h"

#include <algorithm>
#include <tuple>

namespace vancrawl::storage {
namespace {

struct Sale {
  const Linkable* row;
  model::Won left;
};

/// What a cancel and its sale share. Without an approval number only the card is left, and that
/// links nothing.
using Thread = std::tuple<std::string, std::string, std::string>;

Thread thread_of(const Linkable& row) { return {row.place, row.card_company, row.approval_number}; }

bool fits(const Linkable& cancel, const Linkable& sale) {
  if (cancel.original_date && *cancel.original_date != sale.sold) return false;
  if (sale.listed > cancel.listed) return false;
  const bool have_seconds = sale.second && cancel.second;
  if (have_seconds && sale.listed == cancel.listed && *sale.second > *cancel.second) return false;
  if (sale.listed.plus_days(kCancelDays) < cancel.listed) return false;
  return cancel.card.may_be(sale.card);
}

bool are_alike(const Sale& a, const Sale& b) {
  return a.row->sold == b.row->sold && a.row->amount == b.row->amount && a.left == b.left &&
         a.row->card == b.row->card;
}

class Linking {
 public:
  Linking(const std::vector<Linkable>& rows, const CancelChoices& choices) : choices_(choices) {
    for (const auto& row : rows) {
      if (row.kind == model::TransactionKind::kSale) sales_.push_back({&row, row.amount});
      if (row.kind == model::TransactionKind::kCancel) {
        links_.push_back({row, CancelState::kOrphan, std::nullopt, {}, false});
      }
    }
    const auto when = [](const Linkable& row) { return std::tie(row.listed, row.second, row.key); };
    std::ranges::sort(links_, {}, [&](const CancelLink& link) { return when(link.cancel); });
    std::ranges::sort(sales_, {}, [&](const Sale& sale) { return when(*sale.row); });
    for (auto& sale : sales_) by_thread_[thread_of(*sale.row)].push_back(&sale);
  }

  std::vector<CancelLink> linked() {
    for (auto& link : links_) follow_choice(link);
    for (auto& link : links_) {
      if (!link.by_person) link_by_rule(link);
    }
    return std::move(links_);
  }

 private:
  void follow_choice(CancelLink& link) {
    const auto choice = choices_.find(link.cancel.key);
    if (choice == choices_.end()) return;
    if (!choice->second) {
      link.by_person = true;
      link.state = CancelState::kNothing;
      return;
    }
    const auto chosen =
        std::ranges::find(sales_, *choice->second, [](const Sale& sale) { return sale.row->key; });
    link.by_person = true;
    if (chosen != sales_.end() && chosen->left >= link.cancel.amount) return take(link, *chosen);
    link.state = CancelState::kChoiceGone;
    name_candidates(link, fitting(link.cancel));
  }

  std::vector<Sale*> fitting(const Linkable& cancel) {
    std::vector<Sale*> found;
    if (cancel.approval_number.empty()) return found;
    std::ranges::copy_if(by_thread_[thread_of(cancel)], std::back_inserter(found),
                         [&](const Sale* sale) { return fits(cancel, *sale->row); });
    return found;
  }

  void link_by_rule(CancelLink& link) {
    if (link.cancel.approval_number.empty()) {
      link.state = CancelState::kAmbiguous;
      return;
    }
    const auto all = fitting(link.cancel);
    std::vector<Sale*> enough;
    std::ranges::copy_if(all, std::back_inserter(enough),
                         [&](const Sale* sale) { return sale->left >= link.cancel.amount; });
    if (enough.empty()) {
      link.state = all.empty() ? CancelState::kOrphan : CancelState::kTooMuch;
      return name_candidates(link, all);
    }
    std::vector<Sale*> exact;
    std::ranges::copy_if(enough, std::back_inserter(exact),
                         [&](const Sale* sale) { return sale->left == link.cancel.amount; });
    choose(link, exact.empty() ? enough : exact);
  }

  void choose(CancelLink& link, const std::vector<Sale*>& sales) {
    const bool clear = std::ranges::all_of(
        sales, [&](const Sale* sale) { return are_alike(*sale, *sales.front()); });
    if (clear) return take(link, *sales.front());
    link.state = CancelState::kAmbiguous;
    name_candidates(link, sales);
  }

  static void name_candidates(CancelLink& link, const std::vector<Sale*>& sales) {
    for (const auto* sale : sales) link.candidates.push_back(sale->row->key);
  }

  static void take(CancelLink& link, Sale& sale) {
    const bool whole = link.cancel.amount == sale.row->amount;
    link.state = whole ? CancelState::kFull : CancelState::kPartial;
    link.sale = *sale.row;
    sale.left = sale.left - link.cancel.amount;
  }

  const CancelChoices& choices_;
  std::vector<Sale> sales_;
  std::vector<CancelLink> links_;
  std::map<Thread, std::vector<Sale*>> by_thread_;
};

}  // namespace

Linkable linkable(std::int64_t slice, const model::ApprovalRecord& row) {
  return {key_of(slice, row),
          row.kind,
          row.merchant_number.empty() ? row.terminal.text() : row.merchant_number.text(),
          row.card_company,
          row.approval_number,
          row.card,
          row.date,
          row.time.seconds(),
          row.date,
          row.original_date,
          row.amount};
}

Linkable linkable(std::int64_t slice, const model::AcquisitionRecord& row) {
  return {key_of(slice, row),
          row.kind,
          row.merchant_number.text(),
          row.card_company,
          row.approval_number,
          row.card,
          row.date,
          std::nullopt,
          row.sale_date,
          row.sale_date,
          row.gross};
}

std::string_view name_of(CancelState state) {
  switch (state) {
    case CancelState::kFull:
      return "full";
    case CancelState::kPartial:
      return "partial";
    case CancelState::kOrphan:
      return "orphan";
    case CancelState::kAmbiguous:
      return "ambiguous";
    case CancelState::kTooMuch:
      return "too_much";
    case CancelState::kNothing:
      return "nothing";
    case CancelState::kChoiceGone:
      return "choice_gone";
  }
  __builtin_unreachable();
}

bool needs_review(CancelState state) {
  return state == CancelState::kAmbiguous || state == CancelState::kTooMuch ||
         state == CancelState::kChoiceGone;
}

std::vector<CancelLink> link_cancels(const std::vector<Linkable>& rows,
                                     const CancelChoices& choices) {
  return Linking(rows, choices).linked();
}

}  // namespace vancrawl::storage
