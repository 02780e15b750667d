//! Output that the service dropped: a message says how much is missing, so that no cut output passes for a whole one.

use super::words::{plural, thousands};
use crate::model::{Instance, Row};
use crate::sanitise;

/// How much output the service dropped, and where the whole of it is.
#[derive(Debug, Default)]
pub(super) struct Dropped {
    instances: usize,
    of_runs: bool,
    bytes: u64,
    delivered: Vec<String>,
}

impl Dropped {
    /// Counts what an instance lost.
    pub(super) fn count(&mut self, row: &Row, instance: Instance<'_>) {
        if instance.dropped() == 0 {
            return;
        }
        self.instances += 1;
        self.of_runs |= row.invocation().is_run();
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Body, Encoding, Invocation, Shown};

    #[test]
    fn a_sum_that_is_too_large_is_told_as_the_largest() {
        let one = format!(r#"{{"InstanceId":"i-1","Dropped":{}}}"#, i64::MAX);
        let body = Body::new(format!(
            r#"[{{"InvokeId":"t-1","InvokeInstances":[{one},{one},{one}]}}]"#
        ));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let mut list = Invocation::read_list(&body, Encoding::Base64, &mut parser).unwrap();
        let row = Row::new(list.remove(0), Arc::default(), Shown::All, Shown::All);
        let mut dropped = Dropped::default();
        row.instances()
            .for_each(|instance| dropped.count(&row, instance));
        let told = dropped.text().unwrap();
        assert!(
            told.contains("18,446,744,073,709,551,615 bytes of output on 3 instances"),
            "{told}"
        );
    }
}
