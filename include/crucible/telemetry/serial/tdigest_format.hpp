// SPDX-License-Identifier: MIT
#pragma once
// The four encodings of the reference implementation of t-digests (com.tdunning.math.stats, Java): what Elasticsearch,
// Druid, Presto and others keep and exchange. All numbers are big-endian.

#include <crucible/telemetry/serial/bytes.hpp>
#include <crucible/telemetry/cells/tdigest.hpp>

#include <algorithm>
#include <bit>
#include <concepts>
#include <limits>

namespace crucible::telemetry {

/// asBytes() and asSmallBytes() of MergingDigest and of AVLTreeDigest. They do not tell which of the two wrote them.
enum class tdigest_encoding {
    merging_verbose, ///< weights and means as double
    merging_small,   ///< weights and means as float
    tree_verbose,    ///< means as double, weights as whole numbers below 2^31
    tree_small,      ///< differences of means as float, weights as whole numbers of one to five bytes
};

namespace detail {

template <byte_number T>
void write_big_endian(std::vector<std::byte>& to, T value) {
    auto const data = to_little_endian(value);
    to.insert(to.end(), data.rbegin(), data.rend());
}

/// Reads big-endian numbers; says no when there are too few bytes.
class big_endian_reader {
public:
    explicit big_endian_reader(std::span<std::byte const> from) : left_(from) {}

    template <byte_number... T>
    [[nodiscard]] bool read(T&... values) {
        return (get(values) && ...);
    }

    /// Seven bits a byte, the least first; the highest bit says that more follow.
    [[nodiscard]] bool read_variable(double& value) {
        std::uint64_t all = 0;
        for (int shift = 0; shift <= 28; shift += 7) {
            std::uint8_t byte = 0;
            if (!get(byte)) return false;
            all |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80) return value = static_cast<double>(all), true;
        }
        return false;
    }

    [[nodiscard]] std::size_t left() const { return left_.size(); }

private:
    template <byte_number T>
    bool get(T& value) {
        std::array<std::byte, sizeof(T)> data;
        if (left_.size() < sizeof(T)) return false;
        std::copy_n(left_.rbegin() + static_cast<std::ptrdiff_t>(left_.size() - sizeof(T)), sizeof(T), data.begin());
        value = from_little_endian<T>(data);
        left_ = left_.subspan(sizeof(T));
        return true;
    }

    std::span<std::byte const> left_;
};

inline constexpr std::int32_t tdigest_verbose = 1, tdigest_small = 2;

[[nodiscard]] constexpr bool is_tree(tdigest_encoding e) {
    return e == tdigest_encoding::tree_verbose || e == tdigest_encoding::tree_small;
}
[[nodiscard]] constexpr std::int32_t code_of(tdigest_encoding e) {
    bool const verbose = e == tdigest_encoding::merging_verbose || e == tdigest_encoding::tree_verbose;
    return verbose ? tdigest_verbose : tdigest_small;
}

/// Whole rows, at least one and as many as a Java int holds.
[[nodiscard]] inline std::int32_t as_java_count(double weight) {
    return static_cast<std::int32_t>(std::clamp(weight + 0.5, 1.0, 2147483647.0));
}

/// What follows the header, of a digest with that many clusters.
template <class Cluster>
[[nodiscard]] bool read_clusters(big_endian_reader& from, tdigest_encoding encoding, std::vector<Cluster>& clusters) {
    bool enough = true;
    if (encoding == tdigest_encoding::merging_verbose)
        for (auto& c : clusters) enough = enough && from.read(c.weight, c.mean);
    else if (encoding == tdigest_encoding::merging_small)
        for (auto& c : clusters) {
            float weight = 0, mean = 0;
            enough = enough && from.read(weight, mean);
            c = {mean, weight};
        }
    else {
        float step = 0;
        double mean = 0;
        for (auto& c : clusters) {
            if (encoding == tdigest_encoding::tree_verbose) enough = enough && from.read(c.mean);
            else enough = enough && from.read(step), c.mean = mean += static_cast<double>(step);
        }
        std::int32_t n = 0;
        for (auto& c : clusters) {
            if (encoding == tdigest_encoding::tree_small) enough = enough && from.read_variable(c.weight);
            else enough = enough && from.read(n), c.weight = n;
        }
    }
    return enough;
}

/// How many clusters follow, and that the bytes can hold so many.
[[nodiscard]] inline std::error_code read_cluster_count(big_endian_reader& from, tdigest_encoding encoding,
                                                        std::size_t& clusters) {
    double compression = 0;
    float small_compression = 0;
    std::int16_t capacity = 0, buffer = 0, small_size = 0;
    std::int32_t size = 0;
    bool const enough = encoding == tdigest_encoding::merging_small
                            ? from.read(small_compression, capacity, buffer, small_size)
                            : from.read(compression, size);
    if (!enough) return bytes_errc::truncated;
    if (encoding == tdigest_encoding::merging_small) size = small_size;
    if (size < 0) return bytes_errc::invalid;
    std::size_t const each = encoding == tdigest_encoding::merging_verbose ? 16
                             : encoding == tdigest_encoding::tree_verbose  ? 12
                             : encoding == tdigest_encoding::merging_small ? 8
                                                                           : 5;
    clusters = static_cast<std::size_t>(size);
    return clusters > from.left() / each ? make_error_code(bytes_errc::truncated) : std::error_code{};
}

} // namespace detail

/// The digest as the reference implementation writes it. The small encodings round means to float, those of trees
/// weights to whole numbers.
template <unsigned Compression>
[[nodiscard]] std::vector<std::byte> to_tdigest_bytes(cells::tdigest<Compression> digest, tdigest_encoding encoding) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<std::byte> to;
    auto const write = [&](auto... values) { (detail::write_big_endian(to, values), ...); };
    auto const clusters = digest.clusters();
    auto const size = static_cast<std::int32_t>(clusters.size());
    write(detail::code_of(encoding));
    write(clusters.empty() ? infinity : digest.min(), clusters.empty() ? -infinity : digest.max());
    if (encoding == tdigest_encoding::merging_small)
        write(static_cast<float>(Compression), static_cast<std::int16_t>(digest.capacity),
              static_cast<std::int16_t>(5 * Compression), static_cast<std::int16_t>(size));
    else write(static_cast<double>(Compression), size);
    double before = 0;
    for (auto const& c : clusters) {
        if (encoding == tdigest_encoding::merging_verbose) write(c.weight, c.mean);
        else if (encoding == tdigest_encoding::merging_small)
            write(static_cast<float>(c.weight), static_cast<float>(c.mean));
        else if (encoding == tdigest_encoding::tree_verbose) write(c.mean);
        else write(static_cast<float>(c.mean - before)), before = c.mean;
    }
    if (!detail::is_tree(encoding)) return to;
    for (auto const& c : clusters) {
        auto n = static_cast<std::uint32_t>(detail::as_java_count(c.weight));
        if (encoding == tdigest_encoding::tree_verbose) write(static_cast<std::int32_t>(n));
        else {
            for (; n > 0x7f; n >>= 7) write(static_cast<std::uint8_t>(0x80 | (n & 0x7f)));
            write(static_cast<std::uint8_t>(n));
        }
    }
    return to;
}

/// Reads a digest that the reference implementation wrote with any compression; it is compressed as this one is. On an
/// error `into` is as before.
template <unsigned Compression>
[[nodiscard]] std::error_code from_tdigest_bytes(std::span<std::byte const> data, tdigest_encoding encoding,
                                                 cells::tdigest<Compression>& into) {
    using cluster = typename cells::tdigest<Compression>::cluster;
    detail::big_endian_reader from(data);
    std::int32_t code = 0;
    double least = 0, greatest = 0;
    std::size_t size = 0;
    if (!from.read(code)) return bytes_errc::truncated;
    if (code != detail::code_of(encoding)) return bytes_errc::foreign;
    if (!from.read(least, greatest)) return bytes_errc::truncated;
    if (auto const failed = detail::read_cluster_count(from, encoding, size)) return failed;
    std::vector<cluster> clusters(size);
    if (!detail::read_clusters(from, encoding, clusters)) return bytes_errc::truncated;
    if (from.left() != 0) return bytes_errc::trailing;
    cells::tdigest<Compression> fresh;
    if (!clusters.empty()) {
        if (!(least <= greatest && detail::is_finite(least) && detail::is_finite(greatest))) return bytes_errc::invalid;
        double before = least;
        for (cluster& c : clusters) {
            if (!detail::is_finite(c.mean) || !(c.weight > 0 && detail::is_finite(c.weight)))
                return bytes_errc::invalid;
            before = c.mean = std::clamp(c.mean, before, greatest); // float rounds past its neighbours
        }
        fresh.add(clusters, least, greatest);
    }
    into = fresh;
    return {};
}

} // namespace crucible::telemetry
