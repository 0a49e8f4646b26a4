#include "tests/keypads/fonts.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace vancrawl::keypads {
namespace {

constexpr std::array kFonts = {
    PadFont{"B612", "fonts-b612", "/usr/share/fonts/opentype/b612/B612-Regular.otf",
            "/usr/share/fonts/opentype/b612/B612-Bold.otf", "OFL-1.1"},
    PadFont{"Play", "fonts-play", "/usr/share/fonts/truetype/play/Play-Regular.ttf",
            "/usr/share/fonts/truetype/play/Play-Bold.ttf", "OFL-1.1"},
    PadFont{"Jura", "fonts-jura", "/usr/share/fonts/opentype/jura/Jura-Medium.otf",
            "/usr/share/fonts/opentype/jura/Jura-Bold.otf", "OFL-1.1"},
    PadFont{"Manrope", "fonts-manrope", "/usr/share/fonts/truetype/manrope/Manrope-Regular.ttf",
            "/usr/share/fonts/truetype/manrope/Manrope-Bold.ttf", "OFL-1.1", true},
    PadFont{"Sora", "fonts-sora", "/usr/share/fonts/opentype/sora/Sora-Regular.otf",
            "/usr/share/fonts/opentype/sora/Sora-Bold.otf", "OFL-1.1"},
    PadFont{"Tuffy", "fonts-tuffy", "/usr/share/fonts/truetype/tuffy/Tuffy.ttf",
            "/usr/share/fonts/truetype/tuffy/Tuffy_Bold.ttf", "public domain", true},
    PadFont{"Gillius ADF", "fonts-adf-gillius",
            "/usr/share/fonts/truetype/adf/GilliusADF-Regular.otf",
            "/usr/share/fonts/truetype/adf/GilliusADF-Bold.otf", "GPL-2+ with font exception"},
    PadFont{"Caladea", "fonts-crosextra-caladea",
            "/usr/share/fonts/truetype/crosextra/Caladea-Regular.ttf",
            "/usr/share/fonts/truetype/crosextra/Caladea-Bold.ttf", "Apache-2.0", true},
    PadFont{"Tiresias Infofont", "fonts-tiresias",
            "/usr/share/fonts/truetype/tiresias/tiresias_infofont.ttf",
            "/usr/share/fonts/truetype/tiresias/tiresias_infofont_bold.ttf",
            "GPL-3+ with font exception"},
    PadFont{"Dosis", "fonts-dosis", "/usr/share/fonts/opentype/dosis/Dosis-Medium.otf",
            "/usr/share/fonts/opentype/dosis/Dosis-Bold.otf", "OFL-1.1"},
    PadFont{"League Spartan", "fonts-league-spartan",
            "/usr/share/fonts/opentype/league-spartan/LeagueSpartan-Regular.otf",
            "/usr/share/fonts/opentype/league-spartan/LeagueSpartan-Bold.otf", "OFL-1.1"},
    PadFont{"Andika", "fonts-sil-andika", "/usr/share/fonts/truetype/andika/Andika-Regular.ttf",
            "/usr/share/fonts/truetype/andika/Andika-Bold.ttf", "OFL-1.1", true},
    PadFont{"Manjari", "fonts-smc-manjari",
            "/usr/share/fonts/opentype/malayalam/Manjari-Regular.otf",
            "/usr/share/fonts/opentype/malayalam/Manjari-Bold.otf", "OFL-1.1"},
    PadFont{"Sawarabi Gothic", "fonts-sawarabi-gothic",
            "/usr/share/fonts/truetype/sawarabi-gothic/sawarabi-gothic-medium.ttf",
            "/usr/share/fonts/truetype/sawarabi-gothic/sawarabi-gothic-medium.ttf", "CC-BY-3.0"},
    PadFont{"Ikarius ADF", "fonts-adf-ikarius",
            "/usr/share/fonts/truetype/adf/IkariusADFStd-Regular.otf",
            "/usr/share/fonts/truetype/adf/IkariusADFStd-Bold.otf", "GPL-2+ with font exception",
            true},
    PadFont{"Averia Sans", "fonts-averia-sans-gwf",
            "/usr/share/fonts/truetype/averia-gwf/AveriaSansGWF-Regular.ttf",
            "/usr/share/fonts/truetype/averia-gwf/AveriaSansGWF-Bold.ttf", "OFL-1.1"},
};

constexpr PadFont kHangul{"BM Hanna", "fonts-woowa-bm",
                          "/usr/share/fonts/truetype/woowa-bm/BMHANNAAir_ttf.ttf",
                          "/usr/share/fonts/truetype/woowa-bm/BMHANNAPro.ttf", "OFL-1.1"};

}  // namespace

std::span<const PadFont> pad_fonts() { return kFonts; }

const PadFont& pad_font(std::string_view family) {
  const auto* found = std::ranges::find(kFonts, family, &PadFont::family);
  if (found == kFonts.end())
    throw std::invalid_argument("no pad font is called " + std::string(family));
  return *found;
}

const PadFont& hangul_font() { return kHangul; }

}  // namespace vancrawl::keypads
