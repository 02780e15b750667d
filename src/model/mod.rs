//! What the service tells, as plain values: invocations, instances, verdicts, times, texts. Unknown words and fields stay.

mod body;
pub mod column;
mod invocation;
mod json_text;
mod layout;
mod machines;
mod names;
mod record;
mod run;
mod run_fields;
pub mod status;
pub mod tally;
pub mod text;
pub mod time;
pub mod why;

pub use body::Body;
pub use invocation::{ArchiveNote, Instance, Invocation, Listed, Origin, Row, Shown, Tag};
pub use layout::{ListKind, Most};
pub use machines::{Machine, Machines};
pub use names::{Names, Open, Passed};
pub use record::Record;
pub use status::{Counts, Verdict};
pub use tally::Tally;
pub use text::{Encoding, Text};
