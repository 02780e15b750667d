//! The selectors, applied to saved records with the meaning that the service gives them.

use super::{Ids, Query, Timed};
use crate::model::Invocation;
use crate::vocabulary::{EVERY_REBOOT, FAILED, FINISHED, PERIOD, RUNNING};

/// Whether a record is one that the service would have given for this query.
#[must_use]
pub fn matches(query: &Query, invocation: &Invocation) -> bool {
    let record = invocation.record();
    let is = |field: &str, word: &str| {
        record
            .text(field)
            .is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let ids = &query.ids;
    let commanded = ids.commands.is_empty() || ids.commands.iter().any(|id| is("CommandId", id));
    let name = query.command_name.as_ref();
    let called = name.is_none_or(|name| name.matches(invocation));
    let typed = query
        .command_type
        .is_none_or(|word| is("CommandType", word));
    let repeated = query.repeat_mode.is_none_or(|word| is("RepeatMode", word));
    let again = record.boolean("Timed").unwrap_or(false);
    // *Finished* is a word of the old status alone; the others are read in the new one. By the product page a task on a
    // schedule is never finished and never failed, and runs until it is stopped.
    let on_schedule = is("RepeatMode", PERIOD) || is("RepeatMode", EVERY_REBOOT);
    let in_status = |word: &&str| match *word {
        FINISHED => !on_schedule && is("InvokeStatus", word),
        FAILED => !on_schedule && invocation.is_in_status(word),
        RUNNING => on_schedule && again || invocation.is_in_status(word),
        word => invocation.is_in_status(word),
    };
    let status = query.statuses.is_empty() || query.statuses.iter().any(in_status);
    let timed = match query.timed {
        None | Some(Timed::All) => true,
        Some(Timed::Yes) => again,
        Some(Timed::No) => !again,
    };
    let scheduled = commanded && called && typed && repeated && status && timed;
    scheduled && named(ids, invocation) && tagged(query, invocation)
}

/// Whether one of the requests that these IDs make is about a record: those of the pairs, and of what was named beside.
fn named(ids: &Ids, invocation: &Invocation) -> bool {
    let id = invocation.id();
    let on = |wanted: &String| invocation.instances().any(|one| one.id() == **wanted);
    let paired = ids.pairs.iter().any(|(t, i)| *t == id && on(i));
    let beside = ids.pairs.is_empty() || !(ids.invocations.is_empty() && ids.instances.is_empty());
    let in_one = ids.invocations.is_empty() || ids.invocations.contains(&id);
    let on_one = ids.instances.is_empty() || ids.instances.iter().any(on);
    !ids.none_on_stdin && (paired || beside && in_one && on_one)
}

fn tagged(query: &Query, invocation: &Invocation) -> bool {
    if query.tags.is_empty() {
        return true;
    }
    let tags = invocation.tags();
    query.tags.iter().all(|wanted| {
        let fits = |value: &str| wanted.value.as_deref().is_none_or(|wanted| wanted == value);
        tags.iter()
            .any(|tag| tag.key == wanted.key && fits(&tag.value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, Encoding};
    use crate::query::filter::NamePattern;
    use crate::query::{Id, TagFilter};

    fn record() -> Invocation {
        let body = Body::new(
            r#"[{"InvokeId":"t-1","CommandId":"c-1","CommandName":"deploy","InvocationStatus":"Failed","InvokeStatus":"Finished",
            "RepeatMode":"Once","Timed":false,"Tags":[{"TagKey":"team","TagValue":"web"}]}]"#.to_owned(),
        );
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        Invocation::read_list(&body, Encoding::Base64, &mut parser)
            .unwrap()
            .remove(0)
    }

    fn with(change: impl Fn(&mut Query)) -> bool {
        let mut query = Query::default();
        change(&mut query);
        matches(&query, &record())
    }

    #[test]
    fn selectors_mean_what_they_mean_to_the_service() {
        assert!(with(|_| {}));
        assert!(with(|q| q.ids.add(Id::parse("t-1").unwrap())));
        assert!(!with(|q| q.ids.add(Id::parse("t-2").unwrap())));
        assert!(
            with(|q| q.statuses = vec!["Finished"]),
            "the old word means the process ended"
        );
        assert!(with(|q| q.statuses = vec!["Success", "Failed"]));
        assert!(!with(|q| q.statuses = vec!["Success"]));
        assert!(
            !with(|q| q.command_name = Some(NamePattern::new("Deploy"))),
            "names are exact"
        );
        assert!(!with(|q| q.timed = Some(Timed::Yes)));
        assert!(!with(|q| q.ids.none_on_stdin = true));
    }

    #[test]
    fn all_tags_must_fit_and_a_key_alone_takes_any_value() {
        let tag = |key: &str, value: Option<&str>| TagFilter {
            key: key.to_owned(),
            value: value.map(str::to_owned),
        };
        assert!(with(|q| q.tags = vec![tag("team", None)]));
        assert!(with(|q| q.tags = vec![tag("team", Some("web"))]));
        assert!(!with(|q| q.tags = vec![tag("team", Some(""))]));
        assert!(!with(
            |q| q.tags = vec![tag("team", None), tag("window", None)]
        ));
    }
}
