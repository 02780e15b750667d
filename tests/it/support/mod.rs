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
//! ```

mod invq;
mod process;
mod rogue;
mod run;
mod screen;
mod server;
mod shell;
mod time;

pub use invq::{Invq, NOW};
pub use process::Process;
pub use rogue::{Answer, Rogue};
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

/// A body of the service with these invocations, and perhaps a token to go on with.
pub fn page(invocations: &[&str], next: Option<&str>) -> String {
    let list = invocations.join(",");
    let token = next.unwrap_or_default();
    format!(
        r#"{{"Invocations":{{"Invocation":[{list}]}},"NextToken":"{token}","RequestId":"0B77A3C1-6F0D-5E7B-9A57-2C1D9F4E8B31"}}"#
    )
}

/// An invocation of a page, with its ID and when it was created.
pub fn record(id: &str, created: &str) -> String {
    format!(
        r#"{{"InvokeId":"{id}","CommandName":"uptime","InvocationStatus":"Success","CreationTime":"{created}","InvokeInstances":{{"InvokeInstance":[{{"InstanceId":"i-1","InvocationStatus":"Success","ExitCode":0}}]}}}}"#
    )
}
