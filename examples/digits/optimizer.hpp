// SPDX-License-Identifier: MIT
#pragma once
// Two optimizers over flat parameters: stochastic gradient descent with momentum, and Adam.

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace digits {

// v = momentum * v + g; p -= rate * v
class sgd {
public:
    explicit sgd(std::size_t parameters, double rate = 0.05, float momentum = 0.9F)
        : rate_(rate),
          momentum_(momentum),
          velocity_(parameters) {}

    double learning_rate() const { return rate_; }

    void step(std::span<float> parameters, std::span<const float> gradient, double rate) {
        const auto by = static_cast<float>(rate);
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            velocity_[i] = momentum_ * velocity_[i] + gradient[i];
            parameters[i] -= by * velocity_[i];
        }
    }

private:
    double rate_;
    float momentum_;
    std::vector<float> velocity_;
};

// Kingma and Ba, 2015: first and second moments, corrected for their start at 0.
class adam {
public:
    explicit adam(std::size_t parameters, double rate = 0.003) : rate_(rate), first_(parameters), second_(parameters) {}

    double learning_rate() const { return rate_; }

    void step(std::span<float> parameters, std::span<const float> gradient, double rate) {
        remaining1_ *= beta1;
        remaining2_ *= beta2;
        const float scale = static_cast<float>(rate) * std::sqrt(1 - remaining2_) / (1 - remaining1_);
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            first_[i] += (1 - beta1) * (gradient[i] - first_[i]);
            second_[i] += (1 - beta2) * (gradient[i] * gradient[i] - second_[i]);
            parameters[i] -= scale * first_[i] / (std::sqrt(second_[i]) + epsilon);
        }
    }

private:
    static constexpr float beta1 = 0.9F, beta2 = 0.999F, epsilon = 1e-8F;

    double rate_;
    float remaining1_ = 1; // beta1 ^ steps
    float remaining2_ = 1; // beta2 ^ steps
    std::vector<float> first_;
    std::vector<float> second_;
};

} // namespace digits
