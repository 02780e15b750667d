//! What is said at the end of the texts that were shown: which are not whole, which were not there, and which are not what they
//! were announced to be.

use super::Remark;
use super::words::{listed, plural, thousands};
use crate::model::{Instance, Row, Text};
use crate::sanitise;

/// How many are named; the rest is counted.
const NAMED: usize = 8;

/// Outputs, or scripts.
#[derive(Debug)]
pub(super) struct Texts {
    what: &'static str,
    cut: usize,
    cut_bytes: u64,
    of_runs: bool,
    delivered: Vec<String>,
    without: Vec<String>,
    broken: Vec<String>,
}

impl Texts {
    /// Starts with none; `what` is the word for such a text.
    pub(super) fn new(what: &'static str) -> Self {
        Self {
            what,
            cut: 0,
            cut_bytes: 0,
            of_runs: false,
            delivered: Vec::new(),
            without: Vec::new(),
            broken: Vec::new(),
        }
    }

    /// Counts what the service dropped of an output.
    pub(super) fn count_cut(&mut self, row: &Row, instance: Instance<'_>) {
        if instance.dropped() == 0 {
            return;
        }
        self.cut += 1;
        self.of_runs |= row.invocation().is_run();
        self.cut_bytes = self.cut_bytes.saturating_add(instance.dropped());
        let finished = instance.record().text("OssOutputStatus").as_deref() == Some("Finished");
        let uri = instance.record().text("OssOutputUri").filter(|_| finished);
        self.delivered
            .extend(uri.map(|uri| sanitise::line(&uri).into_owned()));
    }

    /// Counts a text if it could not be decoded.
    pub(super) fn count_broken(&mut self, text: Option<&Text<'_>>, of: impl Fn() -> String) {
        if !matches!(text, Some(Text::Broken(_))) {
            return;
        }
        let of = sanitise::line(&of()).into_owned();
        // An object of each instance holds the same script.
        if self.broken.last() != Some(&of) {
            self.broken.push(of);
        }
    }

    /// Counts a text that is not there.
    pub(super) fn count_without(&mut self, of: &str) {
        self.without.push(sanitise::line(of).into_owned());
    }

    /// How much the service dropped, and where the whole text is; `None` when nothing is missing.
    pub(super) fn cut(&self) -> Option<String> {
        if self.cut == 0 {
            return None;
        }
        let whole = match self.delivered.as_slice() {
            [] => String::new(),
            uris => format!("; the whole text is at {}", uris.join(" ")),
        };
        let of = if self.of_runs {
            format!("of {}", plural(self.cut, "run"))
        } else {
            format!("on {}", plural(self.cut, "instance"))
        };
        Some(format!(
            "the service dropped {} bytes of output {of} (it keeps 24 KB), not necessarily at the end{whole}",
            thousands(self.cut_bytes),
        ))
    }

    /// All that is to be said.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let what = self.what;
        let list = |names: &[String], told: &dyn Fn(String) -> Remark| {
            (!names.is_empty()).then(|| told(listed(names, NAMED)))
        };
        let without = |names| Remark::Note(format!("no {what}: {names}"));
        let broken = |names| {
            Remark::Warning(format!(
                "the {what} is not Base64 as announced, and shown as it came: {names}"
            ))
        };
        let cut = self.cut().map(Remark::Warning);
        let remarks = [
            cut,
            list(&self.without, &without),
            list(&self.broken, &broken),
        ];
        remarks.into_iter().flatten().collect()
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
        let mut texts = Texts::new("output");
        row.instances()
            .for_each(|instance| texts.count_cut(&row, instance));
        let told = texts.cut().unwrap();
        assert!(
            told.contains("18,446,744,073,709,551,615 bytes of output on 3 instances"),
            "{told}"
        );
    }
}
