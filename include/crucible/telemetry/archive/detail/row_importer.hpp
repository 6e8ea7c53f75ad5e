// SPDX-License-Identifier: MIT
#pragma once
// Rows of several events from the lines of a file into a recording, and the account of them.

#include <crucible/telemetry/archive/detail/row_batches.hpp>
#include <crucible/telemetry/archive/read_report.hpp>
#include <crucible/telemetry/export/row_file.hpp>

namespace crucible::telemetry::detail {

/// What rows say of their experiment, if all that say something say the same.
class common_text {
public:
    void add(std::string_view said) {
        if (said.empty() || (!text_.empty() && text_ == said)) return;
        mixed_ = mixed_ || !text_.empty();
        text_.assign(said);
    }
    [[nodiscard]] std::string text() const { return mixed_ ? std::string{} : text_; }

private:
    std::string text_{};
    bool mixed_ = false;
};

/// `Reader`: of the file's format.
template <class Reader, class... Events>
class row_importer : intake<Events, Reader>... {
public:
    using recording_type = recording<Events...>;

    explicit row_importer(import_account& account) : account_(account), reader_(account, names) {
        (check_names<Events>(), ...);
    }

    /// Where rows go from now on. Pre-condition: what went elsewhere was finished.
    void into(recording_type& to) { to_ = &to; }

    [[nodiscard]] Reader& reader() { return reader_; }
    /// Of the experiment, as the rows that were taken have it.
    [[nodiscard]] std::string name() const { return name_.text(); }
    [[nodiscard]] std::string condition() const { return condition_.text(); }

    /// Reads the row that a line holds.
    void take(std::string_view line) {
        std::size_t const place = reader_.begin(line);
        if (place == size || !takes[place](*this)) return;
        ++rows_[place];
        name_.add(reader_.name());
        condition_.add(reader_.condition());
        if (counted_id_ != reader_.experiment()) {
            count_rows();
            counted_id_ = reader_.experiment();
        }
        ++rows_of_id_;
    }

    /// What lines gave is put into the recording, so that the lines may go.
    void flush() {
        if (to_ != nullptr) (intake<Events, Reader>::flush(to_->template table_of<Events>()), ...);
    }

    /// Puts all rows that were read into the recording, and lets go of it.
    void finish() {
        if (to_ == nullptr) return;
        import_report& report = account_.report;
        ((report.out_of_order += intake<Events, Reader>::finish(to_->template table_of<Events>())), ...);
        report.overflowed += to_->overflowed();
        report.replaced = reader_.replaced();
        count_rows();
        to_ = nullptr;
    }

private:
    static constexpr std::size_t size = sizeof...(Events);
    static constexpr std::array<std::string_view, size> names{Events::name...};
    static constexpr std::array<bool (*)(row_importer&), size> takes{
        [](row_importer& self) { return self.intake<Events, Reader>::take(self.reader_); }...};

    void count_rows() {
        import_report& report = account_.report;
        if (rows_of_id_ != 0) count_name(report.experiments, counted_id_, rows_of_id_);
        rows_of_id_ = 0;
        for (std::size_t i = 0; i != size; ++i) {
            if (rows_[i] != 0) count_name(report.rows_of, names[i], rows_[i]);
            report.rows += std::exchange(rows_[i], 0);
        }
    }

    import_account& account_;
    Reader reader_;
    recording_type* to_ = nullptr;
    std::string counted_id_{};
    common_text name_{}, condition_{};
    std::uint64_t rows_of_id_ = 0;
    std::array<std::uint64_t, size> rows_{};
};

} // namespace crucible::telemetry::detail
