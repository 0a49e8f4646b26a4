#include "tests/portals/card_company.h"

#include <utility>

namespace vancrawl::portals {

std::string_view cardsales_text(CardKind kind) {
  switch (kind) {
    case CardKind::kCredit:
      return "1";
    case CardKind::kCheck:
      return "2";
    case CardKind::kPrepaid:
      return "6";
  }
  std::unreachable();
}

std::string_view keypad_text(CardKind kind) {
  switch (kind) {
    case CardKind::kCredit:
      return "신용";
    case CardKind::kCheck:
      return "체크";
    case CardKind::kPrepaid:
      return "기프트";
  }
  std::unreachable();
}

std::string_view name_of(CardKind kind) {
  switch (kind) {
    case CardKind::kCredit:
      return "credit";
    case CardKind::kCheck:
      return "check";
    case CardKind::kPrepaid:
      return "prepaid";
  }
  std::unreachable();
}

}  // namespace vancrawl::portals
