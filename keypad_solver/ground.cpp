#include "keypad_solver/ground.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace vancrawl::keypad_solver {
namespace {

constexpr std::size_t kChannels = Pixels::kChannels;
constexpr std::array<double, 3> kRings{0.03, 0.09, 0.15};  // of a side, inwards
constexpr std::int32_t kPerSide = 7;                // samples a side and ring
constexpr std::size_t kMostSamples = kRings.size() * 4 * kPerSide;
constexpr double kNearMedian = 45;  // levels: a gradient of +-30, noise
constexpr double kNearPlane = 8;
constexpr double kNearPlaneNoise = 2.5;
constexpr std::int32_t kLookSide = 20;  // looked at for ink: so many columns and rows
constexpr double kLookInset = 0.1;
constexpr double kStrongInk = 0.5;  // of the strongest

using Colours = std::array<double, kChannels>;

struct Sample {
  double x = 0;  // in pixels, from the middle
  double y = 0;
  Colours colour{};
  bool is_ground = true;
};

class Samples {
 public:
  explicit Samples(const Plane& plane)
      : middle_x_(plane.width / 2.0), middle_y_(plane.height / 2.0) {
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
  [[nodiscard]] double middle_x() const { return middle_x_; }
  [[nodiscard]] double middle_y() const { return middle_y_; }

 private:
  void add(const Plane& plane, std::int32_t x, std::int32_t y) {
    Sample& sample = samples_[count_++];
    sample.x = x - middle_x_;
    sample.y = y - middle_y_;
    const std::uint8_t* pixel = plane.at(x, y);
    for (std::size_t channel = 0; channel < kChannels; ++channel)
      sample.colour[channel] = pixel[channel];
  }

  double middle_x_;
  double middle_y_;
  std::size_t count_ = 0;
  std::array<Sample, kMostSamples> samples_;
};

// Levels at the middle, a pixel to the right and a pixel down.
struct Ground {
  Colours middle{};
  Colours along_x{};
  Colours along_y{};

  [[nodiscard]] double at(std::size_t channel, double x, double y) const {
    return middle[channel] + along_x[channel] * x + along_y[channel] * y;
  }
};

double distance(const Ground& ground, const Sample& sample) {
  double most = 0;
  for (std::size_t channel = 0; channel < kChannels; ++channel)
    most =
        std::max(most, std::abs(sample.colour[channel] - ground.at(channel, sample.x, sample.y)));
  return most;
}

Ground median_of(std::span<const Sample> samples) {
  Ground ground;
  std::array<double, kMostSamples> values{};
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    for (std::size_t i = 0; i < samples.size(); ++i) values[i] = samples[i].colour[channel];
    auto* const middle = values.begin() + samples.size() / 2;
    std::nth_element(values.begin(), middle, values.begin() + samples.size());
    ground.middle[channel] = *middle;
  }
  return ground;
}

void keep_near(const Ground& ground, double most, std::span<Sample> samples) {
  for (Sample& sample : samples) sample.is_ground = distance(ground, sample) <= most;
}

// Least squares over what is ground; the median's own when that is too little to fit.
Ground fit_plane(std::span<const Sample> samples, const Ground& otherwise) {
  double n = 0;
  double sx = 0;
  double sy = 0;
  double sxx = 0;
  double sxy = 0;
  double syy = 0;
  for (const Sample& s : samples) {
    if (!s.is_ground) continue;
    n += 1;
    sx += s.x;
    sy += s.y;
    sxx += s.x * s.x;
    sxy += s.x * s.y;
    syy += s.y * s.y;
  }
  const double cxx = sxx - sx * sx / std::max(n, 1.0);
  const double cxy = sxy - sx * sy / std::max(n, 1.0);
  const double cyy = syy - sy * sy / std::max(n, 1.0);
  const double determinant = cxx * cyy - cxy * cxy;
  if (n < kPerSide || determinant < 1) return otherwise;
  Ground ground;
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    double sv = 0;
    double sxv = 0;
    double syv = 0;
    for (const Sample& s : samples) {
      if (!s.is_ground) continue;
      sv += s.colour[channel];
      sxv += s.x * s.colour[channel];
      syv += s.y * s.colour[channel];
    }
    const double cxv = sxv - sx * sv / n;
    const double cyv = syv - sy * sv / n;
    ground.along_x[channel] = (cxv * cyy - cyv * cxy) / determinant;
    ground.along_y[channel] = (cyv * cxx - cxv * cxy) / determinant;
    ground.middle[channel] = (sv - ground.along_x[channel] * sx - ground.along_y[channel] * sy) / n;
  }
  return ground;
}

double spread_of(const Ground& ground, std::span<const Sample> samples) {
  double sum = 0;
  double count = 0;
  for (const Sample& sample : samples) {
    if (!sample.is_ground) continue;
    const double off = distance(ground, sample);
    sum += off * off;
    count += 1;
  }
  return std::sqrt(sum / std::max(count, 1.0));
}

Ground find_ground(Samples& samples) {
  const Ground median = median_of(samples.all());
  keep_near(median, kNearMedian, samples.all());
  const Ground first = fit_plane(samples.all(), median);
  const double spread = spread_of(first, samples.all());
  keep_near(first, std::max(kNearPlane, kNearPlaneNoise * spread), samples.all());
  return fit_plane(samples.all(), first);
}

double dot(const Colours& a, const Colours& b) {
  double sum = 0;
  for (std::size_t channel = 0; channel < kChannels; ++channel) sum += a[channel] * b[channel];
  return sum;
}

double strongest(const Colours& colours) {
  double most = 0;
  for (const double level : colours) most = std::max(most, std::abs(level));
  return most;
}

// What a grid of pixels differs by from the ground.
class Differences {
 public:
  Differences(const Plane& plane, const Ground& ground, double middle_x, double middle_y) {
    const auto dx = static_cast<std::int32_t>(plane.width * kLookInset);
    const auto dy = static_cast<std::int32_t>(plane.height * kLookInset);
    for (std::int32_t i = 0; i < kLookSide; ++i)
      for (std::int32_t j = 0; j < kLookSide; ++j) {
        // Rows are entered at different columns, so that no upright stroke is missed.
        const std::int32_t y = dy + (plane.height - 2 * dy) * i / kLookSide;
        const std::int32_t x = dx + ((plane.width - 2 * dx) * (4 * j + i % 4)) / (4 * kLookSide);
        Colours& difference = all_[static_cast<std::size_t>(i * kLookSide + j)];
        const std::uint8_t* pixel = plane.at(x, y);
        for (std::size_t channel = 0; channel < kChannels; ++channel)
          difference[channel] = pixel[channel] - ground.at(channel, x - middle_x, y - middle_y);
      }
  }

  // The mean of the strong ones on the side, in colour, that has more of them.
  [[nodiscard]] Colours ink() const {
    const auto by_strength = [](const Colours& a, const Colours& b) {
      return strongest(a) < strongest(b);
    };
    const Colours& peak = *std::ranges::max_element(all_, by_strength);
    const double least = kStrongInk * strongest(peak);
    std::array<Colours, 2> sums{};
    std::array<double, 2> counts{};
    for (const Colours& difference : all_) {
      if (strongest(difference) < least) continue;
      const std::size_t side = dot(difference, peak) >= 0 ? 0 : 1;
      counts[side] += 1;
      for (std::size_t channel = 0; channel < kChannels; ++channel)
        sums[side][channel] += difference[channel];
    }
    const std::size_t side = counts[1] > counts[0] ? 1 : 0;
    for (double& sum : sums[side]) sum /= std::max(counts[side], 1.0);
    return sums[side];
  }

 private:
  std::array<Colours, static_cast<std::size_t>(kLookSide) * kLookSide> all_;
};

double noise_along(const Colours& weights, const Ground& ground, std::span<const Sample> samples) {
  double sum = 0;
  double count = 0;
  for (const Sample& sample : samples) {
    if (!sample.is_ground) continue;
    double off = 0;
    for (std::size_t channel = 0; channel < kChannels; ++channel)
      off += weights[channel] * (sample.colour[channel] - ground.at(channel, sample.x, sample.y));
    sum += off * off;
    count += 1;
  }
  return std::sqrt(sum / std::max(count, 1.0));
}

}  // namespace

Projection find_projection(const Plane& plane) {
  Samples samples(plane);
  const Ground ground = find_ground(samples);
  Colours weights = Differences(plane, ground, samples.middle_x(), samples.middle_y()).ink();
  const double norm = dot(weights, weights);
  if (norm < 1) weights = {1, 0, 0, 0};
  const double scale = norm < 1 ? 1 : strongest(weights) / norm;
  for (double& weight : weights) weight *= scale;
  Projection projection;
  for (std::size_t channel = 0; channel < kChannels; ++channel)
    projection.weights[channel] = static_cast<float>(weights[channel]);
  const double along_x = dot(weights, ground.along_x);
  const double along_y = dot(weights, ground.along_y);
  projection.along_x = static_cast<float>(along_x);
  projection.along_y = static_cast<float>(along_y);
  projection.base = static_cast<float>(dot(weights, ground.middle) - along_x * samples.middle_x() -
                                       along_y * samples.middle_y());
  projection.noise = noise_along(weights, ground, samples.all());
  return projection;
}

}  // namespace vancrawl::keypad_solver
