#include "crawler/cli/logging.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace vancrawl::cli {

void start_log(const Config& config) {
  auto logger = config.log_file.empty() ? spdlog::stderr_logger_mt("vancrawl")
                                        : spdlog::basic_logger_mt("vancrawl", config.log_file);
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  logger->set_level(spdlog::level::from_str(config.log_level));
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace vancrawl::cli
