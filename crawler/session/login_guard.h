#pragma once

#include "crawler/session/conversation.h"
#include "crawler/session/ports.h"

namespace vancrawl::session {

/// What an answer to a login means, by its page alone; none when the page is not known and the
/// liveness page must be asked. Pure. A failure that came before the first byte is kNotSent; one
/// whose page states a rejection is kRejected; one whose page says why nobody judged is kBarred;
/// every other failure after the first byte is kUnseen.
[[nodiscard]] std::optional<LoginOutcome> outcome_of(const Conversation::SecretAnswer& answer,
                                                     const std::vector<std::string>& accepted);

/// An outcome that nobody saw, and that the liveness page decided: alive is accepted, anything else
/// stays unseen.
[[nodiscard]] LoginOutcome outcome_by_liveness(bool alive, const std::string& seen);

}  // namespace vancrawl::session
