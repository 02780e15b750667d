//! A run of a task that repeats: what an invocation did once, on one instance. It comes as an invocation with that instance
//! alone, so that everything which is done with instances can be done with runs.

use jiff::Timestamp;

use super::{Instance, Invocation, Row};

impl Invocation {
    /// When it was created or, of a run, when it began; of one that never began, when that was known.
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        if !self.is_run() {
            return self.created();
        }
        let run = self.instances().next()?;
        run.started().or_else(|| run.ended())
    }

    /// What tells it from every other record of its region.
    #[must_use]
    pub fn key(&self) -> String {
        let id = self.id();
        let run = self.is_run().then(|| self.instances().next()).flatten();
        match run {
            Some(run) => format!("{id}/{}/{}", run.id(), run.run()),
            None => id,
        }
    }
}

impl Instance<'_> {
    /// Which run it is, counted from 1, or its time where the service does not count.
    #[must_use]
    pub fn run(self) -> String {
        let number = self.record().text("Repeats");
        let time = || self.record().text("StartTime");
        number.or_else(time).unwrap_or_default().into_owned()
    }
}

impl Row {
    /// The name of one of its instances in a list of several: `INVOKEID/INSTANCEID`, and behind that which run it is.
    #[must_use]
    pub fn name_of(&self, instance: Instance<'_>) -> String {
        format!("{}/{}", self.id(), self.short_name_of(instance))
    }

    /// The same without the invocation.
    #[must_use]
    pub fn short_name_of(&self, instance: Instance<'_>) -> String {
        let id = instance.id();
        if self.invocation().is_run() {
            format!("{id}/{}", instance.run())
        } else {
            id.into_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, Encoding, Shown, Tally};

    fn run(instance: &str) -> Invocation {
        let body = Body::new(format!(
            r#"[{{"InvokeId":"t-1","InvokeInstances":[{instance}]}}]"#
        ));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let mut list = Invocation::read_list(&body, Encoding::Base64, &mut parser).unwrap();
        list.remove(0).as_run()
    }

    #[test]
    fn it_is_told_by_its_number_or_else_by_its_time() {
        let numbered =
            run(r#"{"InstanceId":"i-1","Repeats":7,"StartTime":"2026-06-24T07:00:00Z"}"#);
        assert_eq!(numbered.key(), "t-1/i-1/7");
        let timed = run(r#"{"InstanceId":"i-1","StartTime":"2026-06-24T07:00:00Z"}"#);
        assert_eq!(timed.key(), "t-1/i-1/2026-06-24T07:00:00Z");
        let row = Row::new(numbered, std::sync::Arc::default(), Shown::All, Shown::All);
        let instance = row.invocation().instance(0).unwrap();
        assert_eq!(row.name_of(instance), "t-1/i-1/7");
        assert_eq!(row.short_name_of(instance), "i-1/7");
    }

    #[test]
    fn one_that_never_began_has_the_time_at_which_that_was_known() {
        let aborted =
            r#"{"InvocationStatus":"Aborted","StartTime":"","FinishTime":"2026-06-24T07:00:00Z"}"#;
        assert_eq!(
            run(aborted).time().unwrap().to_string(),
            "2026-06-24T07:00:00Z"
        );
        assert_eq!(run(r#"{"InvocationStatus":"Scheduled"}"#).time(), None);
    }

    #[test]
    fn it_is_judged_by_itself_and_an_unknown_word_is_told() {
        let mut tally = Tally::default();
        for word in ["Success", "Timeout", "Cancelled", "Scheduled", "Melted"] {
            let instance = format!(r#"{{"InvocationStatus":"{word}"}}"#);
            tally.add(Tally::of(&run(&instance), &Shown::All));
        }
        assert_eq!((tally.matched, tally.failed, tally.pending), (5, 2, 2));
        assert!(tally.unknown.contains("Melted"));
    }
}
