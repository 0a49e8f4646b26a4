#include "keypad_solver/ground.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace vancrawl::keypad_solver {
namespace {

constexpr std::size_t kChannels = Pixels::kChannels;
constexpr std::array<double, 3> kRings{0.03, 0.09, 0.15};  // of a side, inwards
constexpr std::int32_t kPerSide = 7;                       // samples a side and ring
constexpr std::size_t kMostSamples = kRings.size() * 4 * kPerSide;
constexpr float kNearMedian = 45;  // levels: a gradient of +-30, noise
constexpr float kNearPlane = 8;
constexpr float kNearPlaneNoise = 2.5F;
constexpr std::int32_t kLookSide = 16;  // looked at for ink: so many columns and rows
constexpr double kLookInset = 0.1;
constexpr float kStrongInk = 0.5F;  // of the strongest

using Colours = std::array<float, kChannels>;

Colours operator+(const Colours& a, const Colours& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]};
}
Colours operator-(const Colours& a, const Colours& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]};
}
Colours operator*(const Colours& a, float factor) {
  return {a[0] * factor, a[1] * factor, a[2] * factor, a[3] * factor};
}

float dot(const Colours& a, const Colours& b) {
  return a[0] * b[0] + a[1] * b[1] + (a[2] * b[2] + a[3] * b[3]);
}

float strongest(const Colours& colours) {
  return std::max(std::max(std::abs(colours[0]), std::abs(colours[1])),
                  std::max(std::abs(colours[2]), std::abs(colours[3])));
}

Colours colour_at(const Plane& plane, std::int32_t x, std::int32_t y) {
  const std::uint8_t* pixel = plane.at(x, y);
  return {static_cast<float>(pixel[0]), static_cast<float>(pixel[1]), static_cast<float>(pixel[2]),
          static_cast<float>(pixel[3])};
}

struct Sample {
  float x = 0;  // in pixels, from the middle
  float y = 0;
  Colours colour{};
  bool is_ground = true;
};

class Samples {
 public:
  explicit Samples(const Plane& plane)
      : middle_x_(static_cast<float>(plane.width) / 2),
        middle_y_(static_cast<float>(plane.height) / 2) {
    for (const double ring : kRings) {
      const auto dx = static_cast<std::int32_t>(plane.width * ring);
      const auto dy = static_cast<std::int32_t>(plane.height * ring);
      for (std::int32_t i = 0; i < kPerSide; ++i) {
        const std::int32_t x = dx + (plane.width - 1 - 2 * dx) * (2 * i + 1) / (2 * kPerSide);
        const std::int32_t y = dy + (plane.height - 1 - 2 * dy) * (2 * i + 1) / (2 * kPerSide);
        add(plane, x, dy);
        add(plane, x, plane.height - 1 - dy);
        add(plane, dx, y);
        add(plane, plane.width - 1 - dx, y);
      }
    }
  }

  [[nodiscard]] std::span<Sample> all() { return samples_; }
  [[nodiscard]] float middle_x() const { return middle_x_; }
  [[nodiscard]] float middle_y() const { return middle_y_; }

 private:
  void add(const Plane& plane, std::int32_t x, std::int32_t y) {
    Sample& sample = samples_[count_++];
    sample.x = static_cast<float>(x) - middle_x_;
    sample.y = static_cast<float>(y) - middle_y_;
    sample.colour = colour_at(plane, x, y);
  }

  float middle_x_;
  float middle_y_;
  std::size_t count_ = 0;
  std::array<Sample, kMostSamples> samples_;
};

// Levels at the middle, and what a pixel to the right and a pixel down add.
struct Ground {
  Colours middle{};
  Colours along_x{};
  Colours along_y{};

  [[nodiscard]] Colours at(float x, float y) const { return middle + along_x * x + along_y * y; }
};

float distance(const Ground& ground, const Sample& sample) {
  return strongest(sample.colour - ground.at(sample.x, sample.y));
}

Ground median_of(std::span<const Sample> samples) {
  Ground ground;
  std::array<float, kMostSamples> values{};
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    for (std::size_t i = 0; i < samples.size(); ++i) values[i] = samples[i].colour[channel];
    auto* const middle = values.begin() + samples.size() / 2;
    std::nth_element(values.begin(), middle, values.begin() + samples.size());
    ground.middle[channel] = *middle;
  }
  return ground;
}

void keep_near(const Ground& ground, float most, std::span<Sample> samples) {
  for (Sample& sample : samples) sample.is_ground = distance(ground, sample) <= most;
}

struct Sums {
  float n = 0;
  float x = 0;
  float y = 0;
  float xx = 0;
  float xy = 0;
  float yy = 0;
  Colours v{};
  Colours xv{};
  Colours yv{};
};

Sums sums_of(std::span<const Sample> samples) {
  Sums sums;
  for (const Sample& s : samples) {
    if (!s.is_ground) continue;
    sums.n += 1;
    sums.x += s.x;
    sums.y += s.y;
    sums.xx += s.x * s.x;
    sums.xy += s.x * s.y;
    sums.yy += s.y * s.y;
    sums.v = sums.v + s.colour;
    sums.xv = sums.xv + s.colour * s.x;
    sums.yv = sums.yv + s.colour * s.y;
  }
  return sums;
}

// Least squares over what is ground; the other when that is too little to fit.
Ground fit_plane(std::span<const Sample> samples, const Ground& otherwise) {
  const Sums s = sums_of(samples);
  if (s.n < kPerSide) return otherwise;
  const float xx = s.xx - s.x * s.x / s.n;
  const float xy = s.xy - s.x * s.y / s.n;
  const float yy = s.yy - s.y * s.y / s.n;
  const float determinant = xx * yy - xy * xy;
  if (!(determinant > 1)) return otherwise;
  const Colours xv = s.xv - s.v * (s.x / s.n);
  const Colours yv = s.yv - s.v * (s.y / s.n);
  Ground ground;
  ground.along_x = (xv * yy - yv * xy) * (1 / determinant);
  ground.along_y = (yv * xx - xv * xy) * (1 / determinant);
  ground.middle = (s.v - ground.along_x * s.x - ground.along_y * s.y) * (1 / s.n);
  return ground;
}

float spread_of(const Ground& ground, std::span<const Sample> samples) {
  float sum = 0;
  float count = 0;
  for (const Sample& sample : samples) {
    if (!sample.is_ground) continue;
    const float off = distance(ground, sample);
    sum += off * off;
    count += 1;
  }
  return std::sqrt(sum / std::max(count, 1.0F));
}

Ground find_ground(Samples& samples) {
  const Ground median = median_of(samples.all());
  keep_near(median, kNearMedian, samples.all());
  const Ground first = fit_plane(samples.all(), median);
  const float spread = spread_of(first, samples.all());
  keep_near(first, std::max(kNearPlane, kNearPlaneNoise * spread), samples.all());
  return fit_plane(samples.all(), first);
}

// What a grid of pixels differs by from the ground.
class Differences {
 public:
  Differences(const Plane& plane, const Ground& ground, float middle_x, float middle_y) {
    const auto dx = static_cast<std::int32_t>(plane.width * kLookInset);
    const auto dy = static_cast<std::int32_t>(plane.height * kLookInset);
    std::size_t next = 0;
    for (std::int32_t i = 0; i < kLookSide; ++i) {
      const std::int32_t y = dy + (plane.height - 2 * dy) * i / kLookSide;
      for (std::int32_t j = 0; j < kLookSide; ++j) {
        // Rows are entered at different columns, so that no upright stroke is missed.
        const std::int32_t x = dx + ((plane.width - 2 * dx) * (4 * j + i % 4)) / (4 * kLookSide);
        all_[next] = colour_at(plane, x, y) -
                     ground.at(static_cast<float>(x) - middle_x, static_cast<float>(y) - middle_y);
        strengths_[next] = strongest(all_[next]);
        ++next;
      }
    }
  }

  // The mean of the strong ones on the side, in colour, that has more of them.
  [[nodiscard]] Colours ink() const {
    const auto* const peak = std::ranges::max_element(strengths_);
    const Colours& peak_colour = all_[static_cast<std::size_t>(peak - strengths_.begin())];
    std::array<Colours, 2> sums{};
    std::array<float, 2> counts{};
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (strengths_[i] < kStrongInk * *peak) continue;
      const std::size_t side = dot(all_[i], peak_colour) >= 0 ? 0 : 1;
      counts[side] += 1;
      sums[side] = sums[side] + all_[i];
    }
    const std::size_t side = counts[1] > counts[0] ? 1 : 0;
    return sums[side] * (1 / std::max(counts[side], 1.0F));
  }

 private:
  std::array<Colours, static_cast<std::size_t>(kLookSide) * kLookSide> all_;
  std::array<float, static_cast<std::size_t>(kLookSide) * kLookSide> strengths_;
};

double noise_along(const Colours& weights, const Ground& ground, std::span<const Sample> samples) {
  float sum = 0;
  float count = 0;
  for (const Sample& sample : samples) {
    if (!sample.is_ground) continue;
    const float off = dot(weights, sample.colour - ground.at(sample.x, sample.y));
    sum += off * off;
    count += 1;
  }
  return std::sqrt(sum / std::max(count, 1.0F));
}

}  // namespace

Projection find_projection(const Plane& plane) {
  Samples samples(plane);
  const Ground ground = find_ground(samples);
  Colours weights = Differences(plane, ground, samples.middle_x(), samples.middle_y()).ink();
  const float norm = dot(weights, weights);
  weights = norm < 1 ? Colours{1, 0, 0, 0} : weights * (strongest(weights) / norm);
  const float along_x = dot(weights, ground.along_x);
  const float along_y = dot(weights, ground.along_y);
  return {.weights = weights,
          .base = dot(weights, ground.middle) - along_x * samples.middle_x() -
                  along_y * samples.middle_y(),
          .along_x = along_x,
          .along_y = along_y,
          .noise = noise_along(weights, ground, samples.all())};
}

}  // namespace vancrawl::keypad_solver
