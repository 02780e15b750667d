//! A machine to run invq on, servers to ask, and one text that holds everything a run produced.
//!
//! ```text
//! invq     what is typed, and the machine it is typed on → a run in process, or the real binary
//! run      status, standard output, standard error; as one text for snapshots
//! screen   the lines that a terminal of some size shows of it
//! server   the embedded sandbox on a thread of its own, with its log of requests
//! shell    lines of a session that readers are shown, typed one after the other
//! time     a clock that moves when invq waits
//! rogue    a peer that answers what no real server does
//! bodies   what the service answers, made by hand
//! ```

use std::fmt::Display;
use std::path::Path;

use snapbox::Data;
use snapbox::data::DataFormat;

mod bodies;
mod invq;
mod process;
mod rogue;
mod run;
mod screen;
mod server;
mod shell;
mod time;

pub use bodies::{invocation, list, nothing, page, record};
pub use invq::{Failing, Invq, NOW, random};
pub use process::Process;
pub use rogue::{Answer, Asked, Rogue, script, silent};
pub use run::Run;
pub use screen::Screen;
pub use server::Server;
pub use shell::Shell;
pub use time::Time;

/// Checks a text against a snapshot, to the letter: a backslash is one, and nothing stands for anything else.
/// `SNAPSHOTS=overwrite cargo test` writes it anew.
macro_rules! check {
    ($actual:expr, $expected:expr $(,)?) => {
        snapbox::assert_data_eq!($actual.to_string(), snapbox::IntoData::raw($expected))
    };
}

pub(crate) use check;

/// JSON that a run printed.
pub fn json(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.stdout()).unwrap_or_else(|error| panic!("{error}: {run}"))
}

/// The same, where the run was to succeed.
pub fn good_json(run: &Run) -> serde_json::Value {
    assert_eq!(run.code, 0, "{run}");
    json(run)
}

/// Checks a text against the file of this name in `tests/snapshots`.
#[track_caller]
pub fn snapshot(name: &str, actual: impl Display) {
    let path = format!("tests/snapshots/{name}.txt");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    check!(actual, Data::read_from(&path, Some(DataFormat::Text)));
}

/// The same with several runs, each under a line that says what was asked.
#[track_caller]
pub fn sheet<T: Display, R: Display>(name: &str, runs: impl IntoIterator<Item = (T, R)>) {
    let blocks = runs
        .into_iter()
        .map(|(asked, run)| format!("# {asked}\n{run}"));
    snapshot(name, blocks.collect::<Vec<_>>().join("\n"));
}

/// The rows of a table, a line each: what stands before the arrow, and what stands after it.
pub fn rows(table: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| {
        let (left, right) = line
            .split_once("→")
            .unwrap_or_else(|| panic!("no arrow: {line}"));
        (left.trim(), right.trim())
    })
}
