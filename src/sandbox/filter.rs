//! Which invocations are selected: what `DescribeInvocations` and `DescribeInvocationResults` have in common.

use super::asked::Asked;
use super::fleet::View;
use super::fleet::object::{Object, instances, is_true, objects, text};
use super::params::Params;
use super::tags::{TAGGED, Tag};
use super::token::Position;

/// Whether every field of these names has the value that was asked for, if one was.
pub fn fits(params: &Params, record: &Object, names: &[&str]) -> bool {
    names
        .iter()
        .all(|name| params.allows(name, text(record, name)))
}

/// Whether an invocation has an instance.
pub fn has_instance(record: &Object, id: &str) -> bool {
    instances(record).any(|instance| text(instance, "InstanceId") == id)
}

/// Whether an invocation has a status in the sense of the filter.
///
/// - *Finished* is the old word: every process ended or was stopped, whatever the exit codes. Scheduled ones never are.
/// - *Failed* could be meant in the old sense (nothing ran to its end) or in the new one (nothing succeeded); nobody
///   says. The other words of the list that have two senses beside it, *Success* above all, are explained in the new
///   one, so this server takes the new one. Scheduled ones never are.
/// - A scheduled one is *Running* until it is stopped, even while it waits for its time.
/// - Everything else is the word that the answer shows as `InvocationStatus`.
pub fn has_status(word: &str, record: &Object) -> bool {
    let scheduled = matches!(text(record, "RepeatMode"), "Period" | "EveryReboot");
    let status = text(record, "InvocationStatus");
    match word {
        "Finished" => !scheduled && text(record, "InvokeStatus") == "Finished",
        "Failed" => !scheduled && status == "Failed",
        "Running" => status == "Running" || (scheduled && is_true(record, "Timed")),
        word => status == word,
    }
}

/// The records from a position on that carry the tags, each with its own position.
pub fn tagged<'a>(
    asked: &Asked<'_>,
    tags: &'a [Tag],
    view: &'a View<'_>,
    from: Position,
) -> impl Iterator<Item = (Position, Object)> + use<'a> {
    let mut tagged = from.tagged;
    let end = if asked.late { 0 } else { view.len() };
    (from.index..end)
        .filter_map(|index| Some((index, view.get(index)?)))
        .filter(|(_, record)| tags.iter().all(|tag| carries(record, tag)))
        .map(move |(index, record)| {
            let here = Position {
                index,
                tagged,
                after_empty: false,
            };
            tagged += 1;
            (here, record)
        })
        .take_while(|(here, _)| tags.is_empty() || here.tagged < TAGGED)
}

fn carries(record: &Object, (key, value): &Tag) -> bool {
    objects(record, "Tags", "Tag").any(|tag| {
        let value = value.as_deref();
        text(tag, "TagKey") == key && value.is_none_or(|value| text(tag, "TagValue") == value)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn record(fields: &Value) -> Object {
        let usual =
            json!({"RepeatMode": "Once", "InvocationStatus": "Failed", "InvokeStatus": "Finished"});
        let mut record = usual.as_object().unwrap().clone();
        record.extend(fields.as_object().unwrap().clone());
        record
    }

    #[test]
    fn the_old_word_finished_ignores_exit_codes_and_scheduled_ones() {
        assert!(has_status("Finished", &record(&json!({}))));
        let reboot = record(&json!({"RepeatMode": "EveryReboot"}));
        assert!(!has_status("Finished", &reboot));
        assert!(!has_status(
            "Failed",
            &record(&json!({"RepeatMode": "Period"}))
        ));
        let failed = record(&json!({"InvokeStatus": "Failed"}));
        assert!(!has_status("Finished", &failed));
    }

    #[test]
    fn all_tags_must_be_there() {
        let tags =
            json!([{"TagKey": "team", "TagValue": "web"}, {"TagKey": "window", "TagValue": ""}]);
        let record = record(&json!({"Tags": {"Tag": tags}}));
        let has = |key: &str, value: Option<&str>| {
            carries(&record, &(key.to_owned(), value.map(str::to_owned)))
        };
        assert!(has("team", None) && has("team", Some("web")) && has("window", Some("")));
        assert!(!has("team", Some("")) && !has("owner", None));
    }
}
