//! `DescribeInvocations`: what its parameters select, and the page of it.

use super::asked::Asked;
use super::filter::{fits, has_instance, has_status, tagged};
use super::fleet::object::{Object, is_true};
use super::page::{self, Form, Page};
use super::params::{Parameters, Params};
use super::refusal::Refusal;
use super::{regions, tags};

/// Its parameters. A dry run has a mode that cannot be asked for.
pub const PARAMETERS: Parameters = Parameters {
    texts: "ResourceGroupId InvokeId CommandId CommandName InstanceId",
    booleans: "Timed IncludeOutput",
    words: &[
        (
            "CommandType",
            "RunBatScript RunPowerShellScript RunShellScript",
        ),
        ("InvokeStatus", STATUSES),
        ("RepeatMode", "Once Period NextRebootOnly EveryReboot"),
        ("ContentEncoding", page::ENCODINGS),
    ],
    others: "RegionId PageNumber PageSize MaxResults NextToken Tag.N",
};

const STATUSES: &str =
    "Running Finished Success Failed Stopped Stopping PartialFailed Pending Scheduled";

/// Answers a request, or refuses what the service refuses.
pub fn describe(asked: &Asked<'_>) -> Result<Page, Refusal> {
    let params = asked.params;
    let region = regions::asked(params)?;
    let tags = tags::read(params)?;
    let output = params.boolean("IncludeOutput").unwrap_or(false);
    // The page demands it and does not say how a request without it is refused.
    if output && params.get("InvokeId").is_none() && params.get("InstanceId").is_none() {
        return Err(Refusal::missing("InvokeId or InstanceId"));
    }
    let view = asked.fleet.at(asked.now, region, output, false);
    let selected = |from| {
        let records = tagged(asked, &tags, &view, from);
        records
            .filter(|(_, record)| selects(params, record))
            .map(|(here, mut record)| {
                // No answer tells it.
                record.shift_remove("ResourceGroupId");
                (here, record)
            })
    };
    page::answer(asked, selected, Form::of("Invocations", "Invocation"))
}

/// Whether an invocation with the tags is selected. With an instance, the whole invocation is, all its instances included.
fn selects(params: &Params, record: &Object) -> bool {
    // Left out it is false, except beside an `InvokeId`, which finds scheduled invocations too.
    let timed = params.boolean("Timed");
    let timed = timed.or(params.get("InvokeId").is_none().then_some(false));
    let status = params.get("InvokeStatus");
    let has_status = || status.is_none_or(|word| has_status(word, record));
    fits(
        params,
        record,
        &["ResourceGroupId", "InvokeId", "CommandId", "CommandType"],
    ) && timed.is_none_or(|timed| timed == is_true(record, "Timed"))
        && match params.get("InstanceId") {
            // Beside an instance the name, the mode and PartialFailed have no effect.
            Some(id) => {
                has_instance(record, id) && (status == Some("PartialFailed") || has_status())
            }
            None => fits(params, record, &["CommandName", "RepeatMode"]) && has_status(),
        }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn record(more: &Value) -> Object {
        let usual = json!({"InvokeId": "t-1", "CommandId": "c-1", "CommandName": "disk-usage",
            "CommandType": "RunShellScript", "RepeatMode": "Once", "Timed": false, "InvocationStatus": "Failed",
            "InvokeStatus": "Finished",
            "InvokeInstances": {"InvokeInstance": [{"InstanceId": "i-1"}, {"InstanceId": "i-2"}]}});
        let mut record = usual.as_object().unwrap().clone();
        record.extend(more.as_object().unwrap().clone());
        record
    }

    fn selected(params: &[(&str, &str)], record: &Object) -> bool {
        selects(&Params::own(params), record)
    }

    #[test]
    fn every_filter_must_hold() {
        let right = [
            ("InvokeId", "t-1"),
            ("CommandId", "c-1"),
            ("CommandName", "disk-usage"),
            ("CommandType", "RunShellScript"),
            ("Timed", "False"),
            ("InvokeStatus", "Failed"),
            ("RepeatMode", "Once"),
        ];
        assert!(selected(&right, &record(&json!({}))));
        for (place, wrong) in [
            "t-2",
            "c-2",
            "disk",
            "RunBatScript",
            "true",
            "Success",
            "Period",
        ]
        .into_iter()
        .enumerate()
        {
            let mut params = right;
            params[place].1 = wrong;
            assert!(!selected(&params, &record(&json!({}))), "{params:?}");
        }
        for wrong in [("InstanceId", "i-3"), ("ResourceGroupId", "rg-1")] {
            assert!(!selected(
                &[right.as_slice(), &[wrong]].concat(),
                &record(&json!({}))
            ));
        }
    }

    #[test]
    fn beside_an_instance_three_filters_have_no_effect() {
        let mut params = [
            ("InstanceId", "i-2"),
            ("CommandName", "other"),
            ("RepeatMode", "Period"),
            ("InvokeStatus", "PartialFailed"),
        ];
        assert!(selected(&params, &record(&json!({}))));
        params[3].1 = "Success";
        assert!(!selected(&params, &record(&json!({}))));
    }

    #[test]
    fn timed_left_out_hides_scheduled_ones_except_beside_an_id() {
        let waiting = record(
            &json!({"Timed": true, "RepeatMode": "Period", "InvocationStatus": "Scheduled",
            "InvokeStatus": "Running"}),
        );
        let id = ("InvokeId", "t-1");
        assert!(!selected(&[], &waiting));
        assert!(selected(&[id], &waiting));
        assert!(!selected(&[id, ("Timed", "false")], &waiting));
        for word in ["Running", "Scheduled"] {
            assert!(selected(
                &[("Timed", "true"), ("InvokeStatus", word)],
                &waiting
            ));
        }
    }
}
