#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace vancrawl::portals {

/// An acquirer as both portals print it. The codes are those of the portal's own lists; the names
/// are an assumption.
struct CardCompany {
  std::string_view code;
  std::string_view name;
  std::string_view bin;  ///< first six places of its cards
  int weight;            ///< share of the sales, in per cent
};

inline constexpr std::array kCardCompanies = {
    CardCompany{"01", "KB카드", "940915", 18},   CardCompany{"03", "신한카드", "451842", 20},
    CardCompany{"04", "비씨카드", "920030", 17}, CardCompany{"11", "롯데카드", "512462", 8},
    CardCompany{"12", "현대카드", "433290", 12}, CardCompany{"13", "삼성카드", "536510", 12},
    CardCompany{"18", "씨티카드", "532750", 1},  CardCompany{"19", "NH카드", "461954", 5},
    CardCompany{"21", "하나카드", "546112", 4},  CardCompany{"23", "우리카드", "538720", 3}};

/// Banks whose cards 비씨카드 acquires (제휴카드사); code and name are an assumption.
struct AffiliatedIssuer {
  std::string_view code;
  std::string_view name;
};

inline constexpr std::array kAffiliatedIssuers = {AffiliatedIssuer{"31", "기업비씨"},
                                                  AffiliatedIssuer{"32", "부산비씨"},
                                                  AffiliatedIssuer{"33", "대구비씨"}};

enum class CardKind { kCredit, kCheck, kPrepaid };

[[nodiscard]] std::string_view cardsales_text(CardKind kind);  ///< 1, 2, 6
[[nodiscard]] std::string_view keypad_text(CardKind kind);     ///< 신용, 체크, 기프트
[[nodiscard]] std::string_view name_of(CardKind kind);         ///< credit, check, prepaid

}  // namespace vancrawl::portals
