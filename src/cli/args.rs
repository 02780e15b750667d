//! What can be typed. The doc comments are the user's help.
//!
//! Values stay text here: they are checked together, so that every problem is told at once.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::verbs::{CompletionsArgs, ExplainArgs, ProfilesArgs, SandboxArgs};

use crate::vocabulary::{EXITS, FORMS, VARIABLES};

/// What is shown first in the help, and in the manual page: a line each, the command and what it is for.
pub const EXAMPLES: &str = "\
Examples:
  invq                                     list invocations, newest first
  invq t-hz04d7m0c6t9ya                    one invocation, with its instances
  invq -s failed -t team=web --json        failed ones with a tag, for jq
  invq t-hz04d7m0c6t9ya i-bp1… -o output   exactly what the command printed";

/// Ask Alibaba Cloud ECS Cloud Assistant what its commands did
#[derive(Debug, Parser)]
#[command(
    name = "invq",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    before_help = EXAMPLES,
    after_help = "`invq --help` shows every flag, the forms and the exit codes",
    max_term_width = 100
)]
pub struct Cli {
    /// Anything but the query
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The query
    #[command(flatten)]
    pub query: QueryArgs,
}

/// What follows the flags in `--help`: forms, exit codes and variables, each from the table that tells of them.
#[must_use]
pub fn long_end() -> String {
    [forms(), exit_codes(), environment()].join("\n\n")
}

/// The forms of a result.
pub(super) fn forms() -> String {
    let forms = FORMS
        .iter()
        .map(|form| format!("\n  {:<16}  {}", form.typed, form.says));
    format!("Forms:{}", forms.collect::<String>())
}

/// The exit codes.
pub(super) fn exit_codes() -> String {
    let exits = EXITS
        .iter()
        .map(|row| format!("\n  {:>3}  {}", row.code, row.says));
    let heading = "Exit codes, where --exit-status and --wait ask for a verdict:";
    format!("{heading}{}", exits.collect::<String>())
}

/// The variables that are read.
pub(super) fn environment() -> String {
    let variables = VARIABLES.iter().map(|variable| {
        let names = variable.word.replace('\n', "\n  ");
        format!("\n  {names}\n      {}", variable.says)
    });
    format!("Environment:{}", variables.collect::<String>())
}

/// Everything that is not the query.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List profiles, and where each value came from
    Profiles(ProfilesArgs),
    /// Say what a status, code, column, field or flag means; offline
    Explain(ExplainArgs),
    /// Run the embedded API server, for trying things out
    Sandbox(SandboxArgs),
    /// Print a shell's completion script
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// A query as it was typed.
#[derive(Debug, Default, Args)]
pub struct QueryArgs {
    /// t-… invocation, c-… command, i-… or mi-… instance; `-` reads IDs from standard input
    ///
    /// exec-… is an execution of OOS: the invocations that it started.
    ///
    /// Several of one kind: any of them. Different kinds: all of them. An instance also selects inside each
    /// invocation. Comma lists are read.
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,

    /// What the service selects by.
    #[command(flatten, next_help_heading = "Selectors sent to the service")]
    pub selectors: SelectorArgs,

    /// What is filtered and sorted here.
    #[command(flatten, next_help_heading = "Local filters and order")]
    pub filters: FilterArgs,

    /// The form of the result.
    #[command(flatten, next_help_heading = "Form of the result")]
    pub result: ResultArgs,

    /// Waiting, watching and the verdict.
    #[command(flatten, next_help_heading = "Waiting")]
    pub waiting: WaitingArgs,

    /// Where to ask, and the rest.
    #[command(flatten, next_help_heading = "Connection and the rest")]
    pub connection: ConnectionArgs,

    /// Every word of the command line.
    #[arg(skip)]
    pub words: Vec<String>,
}

/// What the service selects by.
#[derive(Debug, Default, Args)]
pub struct SelectorArgs {
    /// Only this invocation (t-…)
    #[arg(long, value_name = "ID", hide_short_help = true)]
    pub invoke_id: Vec<String>,

    /// Only runs of this command (c-…)
    #[arg(long, value_name = "ID", hide_short_help = true)]
    pub command_id: Vec<String>,

    /// Only runs on this instance (i-… or mi-…)
    #[arg(long, value_name = "ID", hide_short_help = true)]
    pub instance_id: Vec<String>,

    /// Only runs on instances with this name, such as 'web-*'; repeatable: any of them
    ///
    /// `*` stands for any part of a name and `?` for one character; case counts. The names are looked up first, then each
    /// instance is asked for; more than 50 of them only where --limit or --since says so. Needs ecs:DescribeInstances.
    #[arg(long, value_name = "GLOB", hide_short_help = true)]
    pub host: Vec<String>,

    /// Only runs of the command with this name, or of all whose name is like it, such as disk-*
    ///
    /// `*` stands for any part of a name and `?` for one character; case counts. The service knows whole names alone, so
    /// that a pattern is filtered here.
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub command_name: Option<String>,

    /// Only commands of this type: shell, powershell or bat
    #[arg(long, value_name = "TYPE", hide_short_help = true)]
    pub command_type: Option<String>,

    /// Only invocations with this status; repeatable
    ///
    /// Running, Finished, Success, Failed, Stopped, Stopping, PartialFailed, Pending or Scheduled. Finished is the
    /// service's old word: the process ended, well or not.
    #[arg(short, long, value_name = "STATUS")]
    pub status: Vec<String>,

    /// Only tasks that repeat so: once, period, next-reboot or every-reboot
    #[arg(long, value_name = "MODE", hide_short_help = true)]
    pub repeat_mode: Option<String>,

    /// Only tasks that will run again by themselves; =false: only the others; =all or left out: both
    #[arg(long, value_name = "true|false|all", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_short_help = true)]
    pub timed: Option<String>,

    /// Only runs that were started with this resource group
    #[arg(long, value_name = "ID", hide_short_help = true)]
    pub resource_group: Option<String>,

    /// Only invocations with this tag; repeatable, all must match
    ///
    /// Split at the first `=`. KEY alone asks for any value, KEY= for an empty one.
    #[arg(short, long, value_name = "KEY[=VALUE]")]
    pub tag: Vec<String>,

    /// Ask for the commands' output too
    ///
    /// The service gives it for a named invocation or instance; for any other selection each invocation is asked for
    /// by itself, at most 50 of them unless --limit or --since is given.
    #[arg(long, hide_short_help = true)]
    pub include_output: bool,

    /// Let the service decode scripts and outputs; bytes that are not text are lost
    #[arg(long, hide_short_help = true)]
    pub plain_text: bool,

    /// Ask for this many invocations a page, 1 to 50 [default: 50, with output 10]
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        hide_short_help = true
    )]
    pub page_size: Option<String>,

    /// Begin at this token, as an earlier run named it
    #[arg(long, value_name = "TOKEN", hide_short_help = true)]
    pub next_token: Option<String>,

    /// Make a single request; the next token goes to standard error
    #[arg(long, hide_short_help = true)]
    pub one_page: bool,
}

/// What is filtered and sorted here.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag that can be typed"
)]
#[derive(Debug, Default, Args)]
pub struct FilterArgs {
    /// Only what was created then or later: 90s, 15m, 6h, 2d, 1w, today, yesterday, a date, RFC 3339
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub since: Option<String>,

    /// Only what was created then or earlier
    #[arg(
        long,
        value_name = "TIME",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub until: Option<String>,

    /// Show only invocations that failed, and in them the instances that did
    #[arg(long)]
    pub failed: bool,

    /// Only what has not ended: Pending, Running, Scheduled, Stopping
    #[arg(long, hide_short_help = true)]
    pub active: bool,

    /// Show only instances with this status; repeatable
    ///
    /// Pending, Scheduled, Running, Stopping, Success, Failed, Error, Timeout, Invalid, Aborted, Cancelled or
    /// Terminated.
    #[arg(long, value_name = "STATUS", hide_short_help = true)]
    pub instance_status: Vec<String>,

    /// Show only instances whose process ended so: 0, nonzero, 1,2 or 126-127
    #[arg(
        long,
        value_name = "CODES",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub exit_code: Vec<String>,

    /// Show only instances with this error code, such as Client*; repeatable
    #[arg(long, value_name = "PATTERN", hide_short_help = true)]
    pub error_code: Vec<String>,

    /// Show only instances that printed a line which matches this regular expression; repeatable
    ///
    /// With -o output only those lines are printed, --context around them; every other form shows the instances. The set, and
    /// with it the verdict, stays as it is. The service keeps only a part of a long output, and a warning names the instances
    /// without a match of which that is true.
    #[arg(
        long,
        value_name = "RE",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub grep: Vec<String>,

    /// With --grep -o output: print this many lines around each that matches
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        hide_short_help = true
    )]
    pub context: Option<String>,

    /// With --grep: exit 1 unless every instance shown without it matches
    #[arg(long, hide_short_help = true)]
    pub expect_match: bool,

    /// With --grep: exit 1 if any instance matches
    #[arg(long, hide_short_help = true)]
    pub expect_no_match: bool,

    /// Sort the whole result: created, finished, took, name, status, failed or instances; KEY:desc turns it round
    #[arg(long, value_name = "KEY[:desc]", hide_short_help = true)]
    pub sort: Option<String>,

    /// Show at most this many invocations
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<String>,
}

/// The form of the result.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag that can be typed"
)]
#[derive(Debug, Default, Args)]
pub struct ResultArgs {
    /// table, wide, json, jsonl, csv, tsv, ids, output, command, api or brief
    #[arg(short = 'o', long, value_name = "FORM")]
    pub format: Option<String>,

    /// Same as -o json; =FIELDS keeps only those, such as InvokeId,Derived.Verdict
    #[arg(long, value_name = "FIELDS", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub json: Option<String>,

    /// Same as -o ids: one ID a line
    #[arg(short = 'q', long = "ids")]
    pub quiet: bool,

    /// Run a jq program over the whole JSON result; strings are printed bare
    #[arg(long, value_name = "EXPR")]
    pub jq: Option<String>,

    /// Show the name beside each instance; its own request for 100 of them
    ///
    /// In every form that shows instances: NAME in tables, `host` among the columns, Derived.Name in JSON. Needs
    /// ecs:DescribeInstances (and ecs:DescribeManagedInstances for mi-…); without it IDs stay, with one warning.
    #[arg(long, hide_short_help = true)]
    pub hosts: bool,

    /// Get outputs that the service cut whole from OSS, where they were delivered
    ///
    /// For -o output and brief, --save, --grep, --report and --include-output. Needs oss:GetObject on the bucket. What cannot be had whole is an
    /// error that names its instance, and --expect-no-match does not hold for it.
    #[arg(long, hide_short_help = true)]
    pub full: bool,

    /// With --full: the most of one output, such as 500K, 64M or 1G [default: 64M]
    #[arg(long, value_name = "SIZE", hide_short_help = true)]
    pub max_output: Option<String>,

    /// One row or object per instance
    #[arg(long, hide_short_help = true)]
    pub per_instance: bool,

    /// Choose columns: a,b replaces, +a,-b edits; help lists them
    #[arg(
        long,
        value_name = "LIST",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub columns: Option<String>,

    /// Count instead of listing: by status, command, instance, error-code, exit-code, day, region or match, the lines that --grep finds
    #[arg(long, value_name = "KEY", num_args = 0..=1, require_equals = true, default_missing_value = "status", hide_short_help = true)]
    pub summary: Option<String>,

    /// The past runs of a task that repeats, one row per run; needs its ID (t-…)
    ///
    /// Of a task that runs on a schedule or at every start of its instances. --since and --until then look at when a run
    /// began, and --sort takes started, finished, took, status and run.
    #[arg(long, hide_short_help = true)]
    pub history: bool,

    /// With -o output: put the instance before each line
    #[arg(long, hide_short_help = true)]
    pub prefix: bool,

    /// With -o output: print identical output once, under all that printed it; =diff: the most frequent one, and how the others
    /// differ from it
    #[arg(long, value_name = "diff", num_args = 0..=1, require_equals = true, default_missing_value = "", hide_short_help = true)]
    pub fold: Option<String>,

    /// Compare one invocation with the run of the same command before it, or with =ID, instance by instance
    ///
    /// Without an ID it is the newest run before it that has ended: of the same `CommandId` or, where there is none, of a
    /// command with the same name and type. Shown are the instances that went another way or printed something else; json and
    /// jsonl have Derived.Change and Derived.Before of every instance. The exit code stays as it is.
    #[arg(long, value_name = "ID", num_args = 0..=1, require_equals = true, default_missing_value = "", hide_short_help = true)]
    pub diff: Option<String>,

    /// With --diff: do not print the lines that differ
    #[arg(long, hide_short_help = true)]
    pub no_patch: bool,

    /// With --fold and --diff: compare outputs without what matches this regular expression; repeatable
    ///
    /// For what differs in every output, such as times, process IDs and host names. It is printed all the same.
    #[arg(
        long,
        value_name = "RE",
        allow_hyphen_values = true,
        hide_short_help = true
    )]
    pub ignore: Vec<String>,

    /// With -o output: write one file per instance into this directory
    ///
    /// A file that is there with the same content is left, and one with other content is an error.
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    pub save: Option<PathBuf>,

    /// With --save: replace files that are there with other content
    #[arg(long, hide_short_help = true)]
    pub overwrite: bool,

    /// Write a report of the result beside it: junit, md or html; repeatable
    ///
    /// For the test results of a CI system, for a summary or a merge request, or as a page for a browser. It is written once
    /// the query has ended, well or not, and holds what was asked, every warning, and what failed hosts printed.
    #[arg(long, value_name = "KIND=FILE", hide_short_help = true)]
    pub report: Vec<String>,

    /// Keep what the service has in this archive, and print what is new: run it again and again
    ///
    /// A directory that --from reads, and other tools. The first run keeps everything that the service still has, later ones
    /// what is new and what has ended since. With --include-output each output is asked for once, when its run has ended.
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    pub into: Option<PathBuf>,

    /// What outputs are decoded from, for terminals and JSON: gbk, big5, utf-16le or another label
    ///
    /// The labels are those of the Encoding Standard. In a pipe, and with --save, -o output stays the bytes that were
    /// printed.
    #[arg(long, value_name = "LABEL", hide_short_help = true)]
    pub encoding: Option<String>,

    /// Show this many of the last lines that a failed instance printed; 0 shows none [default: 5]
    ///
    /// In the view of one invocation and with -o brief. Identical ends stand once, under all instances that printed them.
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        hide_short_help = true
    )]
    pub tail: Option<String>,

    /// With -o brief: write at most this many bytes, such as 4000 or 64k [default: 8k]
    ///
    /// What has no room is counted: first rows of a list, then outputs of the smallest groups.
    #[arg(
        long,
        value_name = "BYTES",
        allow_negative_numbers = true,
        hide_short_help = true
    )]
    pub max_bytes: Option<String>,

    /// Leave out the table's header
    #[arg(long, hide_short_help = true)]
    pub no_header: bool,

    /// Make the table this many cells wide
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        hide_short_help = true
    )]
    pub width: Option<String>,

    /// Use ASCII marks only
    #[arg(long, hide_short_help = true)]
    pub ascii: bool,

    /// Show times in UTC
    #[arg(long, hide_short_help = true)]
    pub utc: bool,

    /// auto, always or never
    #[arg(long, value_name = "WHEN", hide_short_help = true)]
    pub color: Option<String>,

    /// Pass control sequences on to the terminal
    #[arg(long, hide_short_help = true)]
    pub raw: bool,

    /// Do not show a long table in the pager
    #[arg(long, hide_short_help = true)]
    pub no_pager: bool,
}

/// Waiting, watching and the verdict.
#[derive(Debug, Default, Args)]
pub struct WaitingArgs {
    /// Wait until every selected invocation has ended, then print; =10m: no longer than that; =0: without end
    ///
    /// Without a length: the run's own timeout and 90 s, or 30 minutes. At the deadline the last known state is printed
    /// and the exit code is 124.
    #[arg(long, value_name = "DUR", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub wait: Option<String>,

    /// Poll in steps of this length, at least 1s [default: 1s, growing to 10s]
    #[arg(long, value_name = "DUR", hide_short_help = true)]
    pub interval: Option<String>,

    /// With --wait -o output: print each output when its instance has ended, and a single one while it grows
    ///
    /// The agent reports about the first 6 kB of an output while the script runs, and the rest at its end.
    #[arg(long, hide_short_help = true)]
    pub stream: bool,

    /// Stop waiting at the first instance that failed; the remote run goes on
    #[arg(long, hide_short_help = true)]
    pub fail_fast: bool,

    /// Repeat the query and redraw in place, every 3s or =DUR; needs a terminal
    #[arg(long, value_name = "DUR", num_args = 0..=1, require_equals = true, default_missing_value = "3s", hide_short_help = true)]
    pub watch: Option<String>,

    /// Let the exit code tell how the runs went; =remote: their own exit code
    ///
    /// 1: one failed or was stopped. 8: one is still pending. With =remote the largest exit code of the instances; one
    /// that has none counts as 125, as does every failure of invq, so that 2, 8 and 124 are always a remote code.
    #[arg(long, value_name = "verdict|remote", num_args = 0..=1, require_equals = true, default_missing_value = "verdict")]
    pub exit_status: Option<String>,

    /// A verdict on nothing is 0 and not 4, where no ID was named
    #[arg(long)]
    pub allow_empty: bool,
}

/// Where to ask, and the rest.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag that can be typed"
)]
#[derive(Debug, Default, Args)]
pub struct ConnectionArgs {
    /// Use this profile; aliyun:NAME is one of the vendor's CLI; repeatable: several accounts at once
    #[arg(short, long, value_name = "NAME")]
    pub profile: Vec<String>,

    /// Ask this region, or those of @GROUP of the profile file; repeatable [default: the profile's]
    #[arg(short, long, value_name = "REGION")]
    pub region: Vec<String>,

    /// Ask every region that the account has, after asking which those are
    #[arg(long)]
    pub all_regions: bool,

    /// Ask saved answers instead of the service: files and directories, one after the other; `-` reads standard input
    ///
    /// Takes -o api, json and jsonl of invq, the JSON of the vendor's CLI, each of them packed by gzip (.gz), and archives
    /// of --into. Every filter and form works on them. Of several records of an invocation the newest counts.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub from: Vec<PathBuf>,

    /// Query the embedded server: no account needed
    #[arg(long)]
    pub sandbox: bool,

    /// Read this profile file [default: ~/.config/invq/config.toml]
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub config: Option<PathBuf>,

    /// Send requests here; plain http only to loopback [default: from the region]
    #[arg(long, value_name = "URL", hide_short_help = true)]
    pub endpoint: Option<String>,

    /// Have at most this many requests under way [default: 16]
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        hide_short_help = true
    )]
    pub jobs: Option<String>,

    /// Repeat a request at most this often when the service is busy or the network fails, 0 to 20 [default: 4]
    ///
    /// Throttling, trouble of the service and broken connections are tried again, refusals never. One request takes three
    /// minutes at most, all tries together.
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        hide_short_help = true
    )]
    pub retries: Option<String>,

    /// Give up a connection after this long [default: 5s]
    #[arg(long, value_name = "DUR", hide_short_help = true)]
    pub connect_timeout: Option<String>,

    /// Give up a request after this long [default: 20s]
    #[arg(long, value_name = "DUR", hide_short_help = true)]
    pub request_timeout: Option<String>,

    /// Show what would be sent, and send nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Tell of each request; -vv: also what was sent and what came
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub verbose: u8,

    /// Make warnings failures
    #[arg(long, hide_short_help = true)]
    pub strict: bool,

    /// text, or json: one object a line on standard error
    #[arg(long, value_name = "FORM", hide_short_help = true)]
    pub error_format: Option<String>,

    /// No notes and no warnings
    #[arg(long, hide_short_help = true)]
    pub no_notes: bool,
}

#[cfg(test)]
impl QueryArgs {
    /// What these words are parsed as.
    pub(crate) fn typed(words: &str) -> Self {
        Cli::parse_from(std::iter::once("invq").chain(words.split_whitespace())).query
    }
}
