// SPDX-License-Identifier: MIT
#pragma once
// A perceptron with one hidden layer (64 - H - 10, ReLU, softmax, cross entropy), trained by
// back-propagation over mini-batches. Parameters and gradient are flat, so that an optimizer sees two spans.

#include "dataset.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace digits {

// What one pass over some digits gave: means over them, and the gradient's Euclidean norm (0 when only scored).
struct outcome {
    double loss = 0;
    double accuracy = 0;
    double gradient_norm = 0;
};

class mlp {
public:
    // He initialisation: weights uniform in +-sqrt(6 / inputs), biases 0.
    mlp(std::size_t hidden, std::uint64_t seed)
        : hidden_(hidden),
          parameters_(hidden * (pixels + 1) + classes * (hidden + 1)),
          gradient_(parameters_.size()),
          activation_(hidden),
          error_(hidden) {
        std::mt19937_64 random(seed);
        fill(weights_in(parameters_), pixels, random);
        fill(weights_out(parameters_), hidden, random);
    }

    std::span<float> parameters() { return parameters_; }
    std::span<const float> gradient() const { return gradient_; }

    // Leaves the mean gradient over the batch in gradient().
    outcome learn(const dataset& data, std::span<const std::size_t> batch) {
        std::fill(gradient_.begin(), gradient_.end(), 0.0F);
        outcome total;
        for (const std::size_t row : batch) {
            score(data[row], total);
            back_propagate(data[row], 1.0F / static_cast<float>(batch.size()));
        }
        double squares = 0;
        for (const float slope : gradient_) {
            squares += static_cast<double>(slope) * slope;
        }
        return mean(total, batch.size(), std::sqrt(squares));
    }

    outcome evaluate(const dataset& data) {
        outcome total;
        for (const digit& item : data) {
            score(item, total);
        }
        return mean(total, data.size(), 0);
    }

private:
    std::span<float> part(std::vector<float>& flat, std::size_t from, std::size_t count) const {
        return std::span(flat).subspan(from, count);
    }
    std::span<float> weights_in(std::vector<float>& flat) const { return part(flat, 0, hidden_ * pixels); }
    std::span<float> bias_in(std::vector<float>& flat) const { return part(flat, hidden_ * pixels, hidden_); }
    std::span<float> weights_out(std::vector<float>& flat) const {
        return part(flat, hidden_ * (pixels + 1), classes * hidden_);
    }
    std::span<float> bias_out(std::vector<float>& flat) const {
        return part(flat, hidden_ * (pixels + 1) + classes * hidden_, classes);
    }

    static void fill(std::span<float> weights, std::size_t inputs, std::mt19937_64& random) {
        const double bound = std::sqrt(6.0 / static_cast<double>(inputs));
        for (float& weight : weights) {
            const double uniform = static_cast<double>(random() >> 11) * 0x1p-53; // 53 bits: [0, 1)
            weight = static_cast<float>(bound * (2 * uniform - 1));
        }
    }

    static outcome mean(const outcome& total, std::size_t count, double norm) {
        const auto n = static_cast<double>(count);
        return {.loss = total.loss / n, .accuracy = total.accuracy / n, .gradient_norm = norm};
    }

    void score(const digit& item, outcome& total) {
        forward(item);
        const auto likeliest = std::max_element(chance_.begin(), chance_.end()) - chance_.begin();
        total.loss -= std::log(std::max(static_cast<double>(chance_[item.label]), 1e-30));
        total.accuracy += static_cast<std::size_t>(likeliest) == item.label ? 1 : 0;
    }

    void forward(const digit& item) {
        const auto w1 = weights_in(parameters_), b1 = bias_in(parameters_);
        const auto w2 = weights_out(parameters_), b2 = bias_out(parameters_);
        for (std::size_t j = 0; j < hidden_; ++j) {
            activation_[j] = std::max(0.0F, b1[j] + dot(w1.subspan(j * pixels, pixels), item.image));
        }
        for (std::size_t k = 0; k < classes; ++k) {
            chance_[k] = b2[k] + dot(w2.subspan(k * hidden_, hidden_), activation_);
        }
        softmax();
    }

    static float dot(std::span<const float> a, std::span<const float> b) {
        float sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    void softmax() {
        const float largest = *std::max_element(chance_.begin(), chance_.end());
        float sum = 0;
        for (float& c : chance_) {
            sum += c = std::exp(c - largest);
        }
        for (float& c : chance_) {
            c /= sum;
        }
    }

    // d loss / d logit = chance - [label]; the rest is the chain rule, added up with `share` of one digit.
    void back_propagate(const digit& item, float share) {
        const auto w2 = weights_out(parameters_);
        const auto dw1 = weights_in(gradient_), db1 = bias_in(gradient_);
        const auto dw2 = weights_out(gradient_), db2 = bias_out(gradient_);
        std::fill(error_.begin(), error_.end(), 0.0F);
        for (std::size_t k = 0; k < classes; ++k) {
            const float delta = share * (chance_[k] - (k == item.label ? 1.0F : 0.0F));
            db2[k] += delta;
            add(dw2.subspan(k * hidden_, hidden_), delta, activation_);
            add(error_, delta, w2.subspan(k * hidden_, hidden_));
        }
        for (std::size_t j = 0; j < hidden_; ++j) {
            if (activation_[j] <= 0) {
                continue;
            }
            db1[j] += error_[j];
            add(dw1.subspan(j * pixels, pixels), error_[j], item.image);
        }
    }

    static void add(std::span<float> to, float factor, std::span<const float> from) {
        for (std::size_t i = 0; i < to.size(); ++i) {
            to[i] += factor * from[i];
        }
    }

    std::size_t hidden_;
    std::vector<float> parameters_;
    std::vector<float> gradient_;
    std::vector<float> activation_;
    std::vector<float> error_;
    std::array<float, classes> chance_{};
};

} // namespace digits
