//! What the service tells, as plain values: invocations, instances, verdicts, times, texts. Unknown words and fields stay.

pub mod column;
mod invocation;
mod layout;
mod names;
mod record;
mod run;
pub mod status;
pub mod tally;
pub mod text;
pub mod time;
pub mod why;

pub use invocation::{Instance, Invocation, Listed, Origin, Row, Shown, Tag};
pub use layout::{Kind as ListKind, Most};
pub use names::{Names, Open, Passed};
pub use record::{Body, Record};
pub use status::{Counts, Verdict};
pub use tally::Tally;
pub use text::{Encoding, Text};
