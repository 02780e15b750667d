//! What the service cut from outputs, so that nobody takes a cut output for a whole one.

use super::words::{plural, thousands};
use crate::model::{Instance, Selected};
use crate::sanitise;

/// What the service cut from outputs.
#[derive(Debug, Default)]
pub(super) struct Dropped {
    instances: usize,
    of_runs: bool,
    bytes: u64,
    delivered: Vec<String>,
}

impl Dropped {
    /// Takes note of an instance.
    pub(super) fn count(&mut self, row: &Selected, instance: Instance<'_>) {
        if instance.dropped() == 0 {
            return;
        }
        self.instances += 1;
        self.of_runs |= row.is_run();
        self.bytes = self.bytes.saturating_add(instance.dropped());
        let finished = instance.record().text("OssOutputStatus").as_deref() == Some("Finished");
        let uri = instance.record().text("OssOutputUri").filter(|_| finished);
        self.delivered
            .extend(uri.map(|uri| sanitise::line(&uri).into_owned()));
    }

    /// How much is missing, and where the whole text is; `None` when nothing is.
    pub(super) fn text(&self) -> Option<String> {
        if self.instances == 0 {
            return None;
        }
        let whole = match self.delivered.as_slice() {
            [] => String::new(),
            uris => format!("; the whole text is at {}", uris.join(" ")),
        };
        let of = if self.of_runs {
            format!("of {}", plural(self.instances, "run"))
        } else {
            format!("on {}", plural(self.instances, "instance"))
        };
        Some(format!(
            "the service dropped {} bytes of output {of} (it keeps 24 KB), not necessarily at the end{whole}",
            thousands(self.bytes),
        ))
    }
}
