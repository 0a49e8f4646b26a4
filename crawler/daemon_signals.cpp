#include "crawler/daemon_signals.h"

#include <csignal>

namespace vancrawl {
namespace {

void mask_signals(int how) {
  sigset_t ours;
  sigemptyset(&ours);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ours, number);
  ::pthread_sigmask(how, &ours, nullptr);
}

}  // namespace

void hold_signals() { mask_signals(SIG_BLOCK); }
void hear_signals() { mask_signals(SIG_UNBLOCK); }

}  // namespace vancrawl
