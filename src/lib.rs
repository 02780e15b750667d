//! Ask Alibaba Cloud ECS Cloud Assistant what its commands did.
//!
//! One query takes one way: what was typed becomes a checked [`request`]; a source asks for its rows through the [`engine`] and
//! [`api`], or reads saved ones; a sink of [`render`] writes them; the conclusion says what else there is to say and gives the
//! exit code. `commands/query/mod.rs` shows these steps on one screen. [`run`] is the whole program: arguments and a
//! [`host::Host`] in, an [`Exit`] out.
//!
//! ```text
//! argv ─► Request ─► Source ─► rows ─► sink ─► conclusion ─► exit code
//!                      │
//!   the service: a list, outputs, past runs
//!   a wait or a watch: polls of it
//!   saved answers, an archive
//! ```
//!
//! A module names only modules below it; a test holds the table.
//!
//! | layer | modules |
//! |---|---|
//! | 0 | [`vocabulary`]: words, one row each; [`model`], [`query`]: plain values; [`secret`], [`sanitise`], `cells`, `nearest`; [`host`]: the machine |
//! | 1 | [`api`], [`cli`], `ui` |
//! | 2 | [`settings`], [`config`], [`request`], [`identity`], [`render`], [`sandbox`] |
//! | 3 | [`engine`], [`archive`], [`report`] |
//! | 4 | `commands`: one verb each |
//!
//! What a word decides and what it means is one row of the [`vocabulary`] (a column, of [`model`]). Parsing, help, manual page,
//! messages, the tables of the README and `invq explain` read the same rows:
//!
//! ```
//! let args = ["invq", "explain", "ClientNotRunning"].map(std::ffi::OsString::from);
//! let exit = invq::run(args, invq::host::Host::real());
//! assert_eq!(exit.code(), 0);
//! ```
//!
//! Everything can be tried without an account: the [`sandbox`] is an API server that runs in the process.
//!
//! ```no_run
//! let args = ["invq", "--sandbox", "--json"].map(std::ffi::OsString::from);
//! let exit = invq::run(args, invq::host::Host::real());
//! assert_eq!(exit.code(), 0);
//! ```

pub mod api;
pub mod archive;
pub mod cells;
pub mod cli;
pub(crate) mod commands;
pub mod config;
pub mod engine;
pub mod host;
pub mod identity;
pub mod model;
pub(crate) mod nearest;
pub mod query;
pub mod render;
pub mod report;
pub mod request;
pub mod sandbox;
pub mod sanitise;
pub mod secret;
pub mod settings;
pub(crate) mod ui;
pub mod vocabulary;

use std::ffi::OsString;
use std::io;

use clap::{CommandFactory as _, FromArgMatches as _};

use cli::{Cli, Command};
use host::Host;
use report::print;
use settings::color_of;
use ui::{ColorWhen, Level, Message, Ui, colored};
use vocabulary::Exit;

/// The widest that help is set, in cells.
const HELP_WIDTH: u16 = 100;

/// Runs the program: `args` with its own name first, on a machine. Everything that it says goes through the host's streams.
pub fn run(args: impl IntoIterator<Item = OsString>, mut host: Host) -> Exit {
    let out = std::mem::replace(&mut host.stdout, Box::new(io::sink()));
    let err = std::mem::replace(&mut host.stderr, Box::new(io::sink()));
    let ui = Ui::new(out, err);
    let width = host.terminal.width.unwrap_or(HELP_WIDTH).min(HELP_WIDTH);
    let mut args: Vec<OsString> = args.into_iter().collect();
    let mut command = Cli::command().term_width(usize::from(width));
    if flags(&args).iter().any(|arg| arg == "--help") {
        command = command.after_long_help(cli::long_end());
    }
    if let [_, help, word] = args.as_slice()
        && help == "--help"
    {
        match cli::help_of(command, &word.to_string_lossy()) {
            Ok(group) => command = group,
            Err(problem) => return told(&report::usage(&[problem]), &ui),
        }
        args.truncate(2);
    }
    let color = color_of(typed(&args, "--color"), &host);
    ui.set_manner(settings::manner(color, &host));
    let (exit, remote) = match parse(&mut command, &args) {
        Ok(mut cli) => {
            let words = args.iter().map(|arg| arg.to_string_lossy().into_owned());
            cli.query.words = words.collect();
            let remote = cli.query.waiting.exit_status.as_deref() == Some("remote");
            (dispatch(cli, host, &ui), remote)
        }
        Err(error) => {
            // What cannot be parsed is told in the form that was asked for, too.
            let as_json = typed(&args, "--error-format") == Some("json");
            let error = shown(error, &mut command, &args);
            let remote = flags(&args).iter().any(|arg| arg == "--exit-status=remote");
            (grammar(&error, as_json, &host, color, &ui), remote)
        }
    };
    ui.end();
    if remote { exit.remote() } else { exit }
}

fn told(report: &report::Report, ui: &Ui) -> Exit {
    report.tell(ui);
    report.exit
}

fn parse(command: &mut clap::Command, args: &[OsString]) -> Result<Cli, clap::Error> {
    let mut matches = command.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches_mut(&mut matches)
}

/// The arguments before `--`, which ends the flags.
fn flags(args: &[OsString]) -> &[OsString] {
    let end = args.iter().position(|arg| arg == "--");
    args.split_at(end.unwrap_or(args.len())).0
}

/// The value of a flag among arguments that may not be parsed.
fn typed<'a>(args: &'a [OsString], flag: &str) -> Option<&'a str> {
    flags(args).iter().enumerate().find_map(|(index, arg)| {
        match arg.to_str()?.strip_prefix(flag)? {
            "" => args.get(index + 1)?.to_str(),
            rest => rest.strip_prefix('='),
        }
    })
}

/// The error that arguments give when every character in them that steers a terminal is escaped.
fn shown(error: clap::Error, command: &mut clap::Command, args: &[OsString]) -> clap::Error {
    let escaped = |arg: &OsString| {
        let text = arg.to_string_lossy();
        if text.contains(sanitise::is_dangerous) {
            OsString::from(&*sanitise::line(&text))
        } else {
            arg.clone()
        }
    };
    let args: Vec<OsString> = args.iter().map(escaped).collect();
    parse(command, &args).err().unwrap_or(error)
}

fn dispatch(cli: Cli, mut host: Host, ui: &Ui) -> Exit {
    match cli.command {
        Some(Command::Profiles(args)) => block_on(ui, commands::profiles::run(&args, &host, ui)),
        Some(Command::Explain(args)) => commands::explain::run(&args, &host, ui),
        Some(Command::Completions(args)) => {
            print(&commands::completions::completions(args.shell), ui)
        }
        Some(Command::Man) => print(&commands::completions::manual().unwrap_or_default(), ui),
        Some(Command::Sandbox(args)) => block_on(ui, commands::sandbox::run(&args, &host, ui)),
        None => block_on(ui, commands::query::run(&cli.query, &mut host, ui)),
    }
}

/// Runs on one thread: a query waits for the network and computes little.
fn block_on(ui: &Ui, work: impl Future<Output = Exit>) -> Exit {
    match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => {
            let exit = runtime.block_on(work);
            // A name lookup that hangs must not keep the process.
            runtime.shutdown_background();
            exit
        }
        Err(error) => {
            ui.say(
                ui::Level::Error,
                &format!("this machine cannot run the query: {error}"),
            );
            Exit::Temporary
        }
    }
}

/// Help and version, which were asked for, and words that the grammar does not know.
fn grammar(error: &clap::Error, as_json: bool, host: &Host, color: ColorWhen, ui: &Ui) -> Exit {
    let rendered = error.render();
    let text = |is_terminal: bool| {
        if colored(color, |name| host.var(name), is_terminal) {
            rendered.ansi().to_string()
        } else {
            rendered.to_string()
        }
    };
    if !error.use_stderr() {
        return print(text(host.terminal.stdout).as_bytes(), ui);
    }
    if !as_json {
        ui.raw_error(&text(host.terminal.stderr));
        return Exit::Usage;
    }
    ui.speak_json();
    let text = rendered.to_string();
    // What is wrong, perhaps a tip, and how the program is used: each after a blank line.
    let mut parts = text
        .trim_start_matches("error: ")
        .split("\n\n")
        .map(str::trim);
    let message = parts.next().unwrap_or_default();
    let hint = parts.find_map(|part| part.strip_prefix("tip: "));
    ui.tell(&Message {
        level: Level::Error,
        exit: Some(Exit::Usage.code()),
        kind: Some(Exit::Usage.kind()),
        text: message,
        hint,
        ..Message::default()
    });
    Exit::Usage
}
