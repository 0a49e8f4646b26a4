#include "tests/portals/simulator.h"

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/portals/cardsales.h"
#include "tests/portals/fault_plan.h"
#include "tests/portals/gate.h"
#include "tests/portals/net/certificate_authority.h"
#include "tests/portals/net/connect_proxy.h"
#include "tests/portals/net/https_server.h"
#include "tests/portals/sample_keypad.h"
#include "tests/portals/truth.h"

namespace vancrawl::portals {
namespace {

constexpr int kCardsalesLockAfter = 5;
constexpr int kKeypadLockAfter = 3;

std::chrono::steady_clock::time_point steady_now() { return std::chrono::steady_clock::now(); }

/// A folder that is removed again if it did not exist before.
class WorkFolder {
 public:
  explicit WorkFolder(const std::filesystem::path& wanted) {
    if (!wanted.empty()) {
      path_ = wanted;
      made_ = std::filesystem::create_directories(wanted);
      return;
    }
    std::string pattern = (std::filesystem::temp_directory_path() / "portal-sim-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      throw std::system_error(errno, std::generic_category(), "cannot make " + pattern);
    }
    path_ = pattern;
    made_ = true;
  }
  ~WorkFolder() {
    std::error_code ignored;
    if (made_) std::filesystem::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  bool made_ = false;
};

World world_with_secrets(const SimulatorOrder& order) {
  World world = build_world(order.world);
  deal_wrong_passwords(world, order.faults);
  return world;
}

struct Exit {
  net::ProxyUser user;
  std::unique_ptr<net::ConnectProxy> proxy;
};

std::vector<Exit> open_exits(boost::asio::io_context& context, const SimulatorOrder& order) {
  std::vector<Exit> exits;
  for (int i = 0; i < order.proxies; ++i) {
    Dice dice(order.world.seed, "proxy", static_cast<std::uint64_t>(i));
    Exit exit;
    exit.user = {fmt::format("exit{:02}", i + 1), fmt::format("{:016x}", dice.next())};
    exit.proxy =
        std::make_unique<net::ConnectProxy>(context, std::vector<net::ProxyUser>{exit.user});
    const bool dead = order.faults != FaultLevel::kNone && i > 0 && i + 1 == order.proxies;
    if (dead) exit.proxy->set_mode(net::ProxyMode::kDead);
    exits.push_back(std::move(exit));
  }
  return exits;
}

template <typename Portal>
net::Handler handler_of(Portal& portal, std::chrono::milliseconds slow, Nonce& nonce, Gate& gate) {
  return [&portal, slow, &nonce, &gate](const net::Ask& ask) {
    if (auto instead = gate.answer_instead(ask)) return std::move(*instead);
    net::Answer answer = portal.answer(ask);
    nonce.put_into(answer);
    answer.delay += slow;
    return answer;
  };
}

}  // namespace

struct Simulator::Inner {
  Inner(boost::asio::io_context& context, const SimulatorOrder& order)
      : folder(order.work_dir),
        world(world_with_secrets(order)),
        books(make_books(world)),
        faults(deal_faults(world, books, order.faults)),
        cardsales_desk(world, Site::kCardsales, kCardsalesLockAfter, steady_now),
        keypad_desk(world, Site::kSampleKeypad, kKeypadLockAfter, steady_now),
        qwerty_desk(world, Site::kSampleQwerty, kKeypadLockAfter, steady_now),
        cardsales({world, books, faults, cardsales_desk, order.prerender, order.plain_login,
                   order.keep_session_id}),
        keypad({world, books, faults, keypad_desk, order.prerender, order.plain_login,
                order.keep_session_id},
               order.page_weight, steady_now, keypads::sample_keypad_skins()),
        qwerty({world, books, faults, qwerty_desk, order.prerender, order.plain_login,
                order.keep_session_id},
               order.page_weight, steady_now, keypads::sample_qwerty_skins()),
        truth(truth_parts()),
        cardsales_server(context, handler_of(cardsales, order.slow, nonce, gates[Site::kCardsales]),
                         authority.issue()),
        keypad_server(context, handler_of(keypad, order.slow, nonce, gates[Site::kSampleKeypad]),
                      authority.issue()),
        qwerty_server(context, handler_of(qwerty, order.slow, nonce, gates[Site::kSampleQwerty]),
                      authority.issue()),
        truth_server(
            context, [this](const net::Ask& ask) { return truth.answer(ask); }, std::nullopt),
        exits(open_exits(context, order)),
        ca_file(std::filesystem::absolute(authority.write_pem(folder.path()))) {
    nonce.turn(order.nonce);
  }

  TruthParts truth_parts() {
    return {.world = world,
            .books = books,
            .faults = faults,
            .cardsales_desk = cardsales_desk,
            .keypad_desk = keypad_desk,
            .qwerty_desk = qwerty_desk,
            .keypad_pads = keypad.pads(),
            .qwerty_pads = qwerty.pads(),
            .nonce = nonce,
            .changed =
                [this] {
                  cardsales.forget_rendered();
                  keypad.forget_rendered();
                  qwerty.forget_rendered();
                },
            .requests = [this](Site site) { return server_of(site).counters().requests.load(); },
            .gate = [this](Site site) -> Gate& { return gates[site]; }};
  }

  net::HttpsServer& server_of(Site site) {
    switch (site) {
      case Site::kCardsales:
        return cardsales_server;
      case Site::kSampleKeypad:
        return keypad_server;
      case Site::kSampleQwerty:
        return qwerty_server;
    }
    std::unreachable();
  }

  WorkFolder folder;
  World world;
  Books books;
  FaultBook faults;
  LoginDesk cardsales_desk;
  LoginDesk keypad_desk;
  LoginDesk qwerty_desk;
  Cardsales cardsales;
  SampleKeypad keypad;
  SampleKeypad qwerty;
  Nonce nonce;
  std::map<Site, Gate> gates;
  Truth truth;
  net::CertificateAuthority authority;
  net::HttpsServer cardsales_server;
  net::HttpsServer keypad_server;
  net::HttpsServer qwerty_server;
  net::HttpsServer truth_server;
  std::vector<Exit> exits;
  std::filesystem::path ca_file;
};

Simulator::Simulator(boost::asio::io_context& context, const SimulatorOrder& order)
    : inner_(std::make_unique<Inner>(context, order)) {}

Simulator::~Simulator() = default;

std::string Simulator::announcement() const {
  nlohmann::ordered_json proxies = nlohmann::ordered_json::array();
  for (const Exit& exit : inner_->exits) {
    proxies.push_back(fmt::format("http://{}:{}@127.0.0.1:{}", exit.user.name, exit.user.password,
                                  exit.proxy->port()));
  }
  nlohmann::ordered_json portals;
  for (const Site site : kAllSites) {
    portals[std::string(name_of(site))]["base_url"] = inner_->server_of(site).base_url();
  }
  const nlohmann::ordered_json line = {{"portals", portals},
                                       {"ca_file", inner_->ca_file.string()},
                                       {"truth_url", inner_->truth_server.base_url()},
                                       {"proxies", proxies}};
  return line.dump();
}

void Simulator::stop() {
  for (const Site site : kAllSites) inner_->server_of(site).stop();
  inner_->truth_server.stop();
  for (const Exit& exit : inner_->exits) exit.proxy->stop();
}

}  // namespace vancrawl::portals
