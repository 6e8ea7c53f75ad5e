// SPDX-License-Identifier: MIT
#pragma once
// Every public class, class template and enumeration, with its defaults: the map of the house. docs/generate/fwd.py
// writes it, except for the defaults, which are said here and nowhere else.

#include <crucible/telemetry/core/fixed_string.hpp>

#include <cstddef>
#include <cstdint>

namespace crucible::telemetry {

enum class kind : unsigned char;

// core
template <fixed_string Name> struct measurement;
template <fixed_string Name> struct in_event;
template <fixed_string Name> struct did_you_mean;
template <fixed_string Name> struct event_named;
template <fixed_string Name> struct statistic_named;
template <class Type> struct expected_type;
template <class Type> struct given_type;
template <class Type> struct argument;
enum class errc;
class error;
struct sampling_role;
struct collection_role;
struct overflow_role;
struct clock_role;
struct ring_role;
struct ring_memory_role;
struct routing_role;
struct deadline_role;
struct flush_role;
struct loss_role;
struct finding_role;
struct privacy_role;
template <class... Ps> struct policy_pack;
struct run_info;
template <class... Events> struct event_list;
struct stretch;
struct latest_time;
struct latest_rows;
template <class... Ts> struct type_set;
struct unit;
enum class alignment : unsigned char;
struct windows_of_time;
struct windows_of_rows;
// by their headers: policy (a concept), policy_of (a concept)

// schema
template <fixed_string Name> struct category_named;
struct catalog_entry;
struct category_info;
template <auto Name, auto const&... Events> struct basic_category;
template <auto const&... Categories> struct catalog_of;
template <class Descriptor, class Label, std::size_t MostLabels = 2000> struct grouped;
template <auto Name, class Type, kind Kind> struct descriptor;
template <class Descriptor> struct optional_measurement;
enum class role : unsigned char;
enum class value_class : unsigned char;
struct measurement_schema;
struct event_info;
template <auto const&... Events> struct registry;
// by their headers: any_category (a concept), derivation (a concept), basic_derived,
//   derived_descriptor (a concept), event_gives (a concept), enriched_row, duration_value (a concept),
//   number_value (a concept), enum_value (a concept), any_descriptor (a concept), numeric_descriptor (a concept),
//   text_descriptor (a concept), basic_event, any_event (a concept), event_with (a concept)
namespace vocabulary {
enum class condition : unsigned char;
enum class outcome : unsigned char;
} // namespace vocabulary

// enrich
enum class priced : unsigned char;
struct price;
struct listed_price;
struct token_counts;
template <std::size_t> class price_list;
class price_table;
// by their headers: price_source (a concept)

// record
template <auto const& Measurement> struct measured;
class batch;
struct batches;
template <class Descriptor, class Value> struct binding;
struct row_layout;
struct event_schema;
template <class Event> struct record;
template <class Event, class Emitter> class span;
// by their headers: any_row (a concept), weighted_row (a concept), batch_of, row, sink_writer (a concept),
//   sink (a concept)

// emit
enum class drop_reason : unsigned char;
struct account;
class context_text;
struct context_values;
class context;
enum class overflow_choice : unsigned char;
struct full_ring;
class scope;
class route;

// text
struct json_escape;
class json_object;
enum class json_type : unsigned char;
struct json_options;
class json_reader;
enum class ill_formed : unsigned char;
enum class magnitude : unsigned char;
class time_reader;
struct utf8_sequence;
class time_writer;
// by their headers: text_escape (a concept)

// file
struct appended_lines;
template <class Calls> class basic_append_file;
template <class Calls> class basic_described_file;
class line_file;
template <class Calls> class basic_staged_file;

// cells
struct adwin_rule;
struct agreement_rule;
template <class> struct serial_form;
struct cusum_rule;
struct divergence_rule;
struct ewma_chart_rule;
enum class severity : unsigned char;
struct finding;
struct focus_rule;
struct found_in_row;
struct half_life;
struct iqr_fence_rule;
struct modified_z_rule;
struct non_finite_rule;
enum class side : unsigned char;
struct refractory_rule;
struct page_hinkley_rule;
struct plateau_rule;
struct rate_change_rule;
struct shewhart_rule;
struct spike_rule;
struct surprise_rule;
enum class error_of : unsigned char;
struct tail_rule;
struct tail_threshold_rule;
struct z_score_rule;
struct zclip_rule;
// by their headers: cell (a concept), batch_cell (a concept), timed_cell (a concept), aside_cell (a concept),
//   judging_cell (a concept), ordered_cell (a concept), finding_cell (a concept)
namespace cells {
class aside;
template <class Bounds> class buckets;
class comoments;
class counted;
class edges;
class elapsed;
class error_tail;
class exact_sample;
template <std::size_t Buckets = 160> class exponential_buckets;
class extrema;
class flow;
template <int Precision = 12> class hyperloglog;
template <unsigned = 256> class kll;
class located;
template <std::size_t Buckets = 1024, int LeastBits = 4> class log_linear;
class moments;
class noted;
class peaks;
template <std::size_t Size = 64> class reservoir;
template <std::size_t Panes = 32, std::size_t Buckets = 64, int LeastBits = 2> class ridges;
class shape;
struct frequent;
template <std::size_t Counters = 64> class space_saving;
class successes;
template <unsigned Compression = 100> class tdigest;
class total;
} // namespace cells
// by their headers: cells::adwin, cells::agreement, cells::cusum, cells::decayed_flow, cells::decayed_rows,
//   cells::decayed_time, cells::divergence, cells::ewma_chart, cells::focus, cells::iqr_fence, cells::modified_z,
//   cells::non_finite, cells::page_hinkley, cells::plateau, cells::rate_change, cells::shewhart, cells::spike,
//   cells::surprise, cells::tail, cells::tail_threshold, cells::z_score, cells::zclip

// statistics
template <class Value, class Statistics> class accumulator;
struct count_t;
struct nonfinite_t;
struct sum_t;
struct mean_t;
struct variance_t;
struct population_variance_t;
struct stddev_t;
struct population_stddev_t;
struct min_t;
struct max_t;
struct first_t;
struct last_t;
struct rate_t;
struct throughput_t;
struct success_rate_t;
struct distinct_t;
struct median_t;
struct bucket_bound;
template <std::size_t> struct bucket_rows;
template <class Bounds> struct histogram_in_t;
struct exponential_histogram_t;
struct kll_rank_error_t;
struct covariance_t;
struct correlation_t;
struct at_min_t;
struct at_max_t;
struct min_at_t;
struct max_at_t;
struct probability;
template <class, std::size_t> struct sampled;
template <std::size_t> struct random_sample_t;
struct ridgelines_t;
struct skewness_t;
struct excess_kurtosis_t;
struct sample_skewness_t;
struct sample_excess_kurtosis_t;
enum class dimension : unsigned char;
struct statistic_base;
struct tdigest_t;
template <std::size_t> struct frequent_values;
template <std::size_t> struct top_t;
// by their headers: statistics, composition (a concept), ewma_t, ewma_variance_t, ewma_stddev_t, exact_quantile_t,
//   fixed_bounds, linear_bounds, exponential_bounds, kll_quantile_t, calculable (a concept), pair_cell (a concept),
//   pair_accumulator, quantile_t, recent_rate_t, recent_throughput_t, statistic (a concept), success_interval_t,
//   tdigest_quantile_t, text_cell (a concept)

// live
template <class Accumulator> struct pane_window;
// by their headers: asked, panes_t

// detect
struct detection;
template <class Cell> struct detector_base;
struct change;
struct olmo_skip_step_t;
// by their headers: adwin_t, agreement_t, cusum_t, divergence_t, ewma_chart_t, focus_t, iqr_fence_t, modified_z_t,
//   non_finite_t, page_hinkley_t, plateau_t, rate_change_t, shewhart_t, spike_t, surprise_t, tail_t,
//   tail_threshold_t, z_score_t, zclip_t

// serial
enum class bytes_errc;
enum class tdigest_encoding;
// by their headers: serial_cell (a concept)

// tally
// by their headers: tallied_event, any_tallied_event (a concept)

// session
enum class cleanup : unsigned char;
struct experiment;
enum class status : unsigned char;
struct experiment_info;
class handle;
struct ledger;
struct loss_report;
template <class... Watched> struct pipeline;
enum class drained_by : unsigned char;
struct background;
struct manual;
struct inplace;
struct off;
struct drop_newest;
struct overwrite_oldest;
struct block;
struct tsc_clock;
struct steady_clock;
struct coarse_clock;
struct step_clock;
template <std::size_t Bytes> struct ring_of;
template <std::size_t Bytes> struct rings_within;
struct attached;
struct scoped;
template <unsigned Milliseconds> struct exit_within;
template <unsigned Milliseconds> struct flush_within;
struct print_loss;
struct ignore_loss;
enum class finding_action : unsigned char;
struct raise_only;
class pseudonym_key;
enum class disclosure : unsigned char;
struct keep_personal;
template <auto const&... Also> struct anonymize_also;
struct anonymize;
template <auto const&... Also> struct pseudonymize_also;
struct pseudonymize;
template <class... Given> class session;
struct sink_report;
class outcome;
template <class Event, class Measurement, class Statistic> struct statistic_facts;
class stop_on_signal;
// by their headers: watched, enriching, request_stop_on, pause_on, collection_policy (a concept),
//   overflow_policy (a concept), clock_policy (a concept), ring_policy (a concept), ring_memory_policy (a concept),
//   routing_policy (a concept), deadline_policy (a concept), flush_policy (a concept), loss_policy (a concept),
//   finding_policy (a concept), pseudonymize_with, sampling_policy (a concept)

// store
struct columnar;
struct nothing;
struct retention;
// by their headers: columnar_writer, row_view, row_iterator, contiguous_measurement (a concept), rows, table

// query
template <class Value, class Statistics> class answers;
template <class Label, class Row> class groups;
enum class truth : unsigned char;
enum class relation : unsigned char;
struct predicate_base;
template <class Content> struct part;
template <class Content> struct window;
template <class Label, class Content> struct group;
struct source_base;
template <class> class results;
struct step_base;
template <class... Rows> class timeline_row;
template <class... Rows> class timeline_iterator;
template <class... Rows> class timeline;
// by their headers: predicate (a concept), row_range (a concept), source (a concept), takes (a concept),
//   query_step (a concept), query, predicate_expression (a concept)
namespace steps {
template <class Statistics> struct over;
template <class Closure> struct view;
template <class Pair> struct paired;
template <class Condition> struct where;
} // namespace steps
// by their headers: steps::group_by, steps::select

// analysis
struct arm;
struct run_identity;
struct work_differences;
struct work_comparison;
struct comparison;
enum class verdict : unsigned char;
enum class preference : unsigned char;
struct quantity;
struct difference;
struct event_count;
struct time_range;
struct latency_figures;
struct cost_figures;
struct reliability_figures;
struct token_figures;
struct sampled_rows;
struct work_figures;
struct partial_rows;
struct summary;
template <auto const& Prices> class live_summary;
struct value_figures;
struct training_figures;
struct epoch_figures;
struct training_summary;
struct window_figures;
// by their headers: row_source (a concept)

// format
// by their headers: named_reading

// export
enum class layout : unsigned char;
enum class line_end : unsigned char;
struct csv_options;
struct csv;
struct jsonl_options;
struct jsonl;
enum class unit_style : unsigned char;
enum class identity : unsigned char;
// by their headers: csv_writer, jsonl_writer, exportable_rows (a concept)

// archive
struct file_meta;
enum class on_broken : unsigned char;
struct import_options;
struct import_note;
struct import_report;
// by their headers: archivable (a concept), archived, imported, recording

// metrics
struct metric_appended;
struct metric_report;
struct metric_history;
struct jsonl_metrics_options;
template <class Calls> class basic_jsonl_metrics;
struct metric_log_options;
struct metric_account;
template <class Adapter> class metric_log;
struct memory_metrics_options;
class memory_metrics;
class metric_value;
class metric_step;
struct metric_reading;
struct metric_point;
struct metric_view;
struct metric_read_options;
// by their headers: metric_adapter (a concept), metric_number (a concept), metric_labels (a concept)

} // namespace crucible::telemetry
