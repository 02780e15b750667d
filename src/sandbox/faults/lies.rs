//! Answers that are well-formed and false: what a client must not take for the truth.

use serde_json::{Value, json};

use super::{DrawnFaults, FaultKind};
use crate::sandbox::fleet::object::{Object, instances_mut};

const OF_RECORDS: [FaultKind; 4] = [
    FaultKind::Vanish,
    FaultKind::Foreign,
    FaultKind::Contradict,
    FaultKind::Twice,
];

/// The body of an error that comes with HTTP 200.
pub fn refused_in_200(request_id: &str) -> Value {
    json!({"RequestId": request_id, "Code": "InternalError", "Message": "The request processing has failed."})
}

/// Makes one of a page's records false, and says in which way.
pub fn distort(drawn: &DrawnFaults, records: &mut Vec<Object>) -> Option<FaultKind> {
    let kind = drawn.first(&OF_RECORDS)?;
    let many = records.len() as u64;
    let place = usize::try_from(drawn.choice.checked_rem(many)?).unwrap_or_default();
    let record = records.get_mut(place)?;
    match kind {
        FaultKind::Vanish => drop(records.remove(place)),
        FaultKind::Foreign => {
            record.insert("InvokeId".to_owned(), "t-notaskedfor".into());
        }
        FaultKind::Contradict => succeed(record),
        _ => {
            let mut better = record.clone();
            succeed(&mut better);
            for instance in instances_mut(&mut better) {
                succeed(instance);
            }
            records.insert(place, better);
        }
    }
    Some(kind)
}

fn succeed(object: &mut Object) {
    object.insert("InvocationStatus".to_owned(), "Success".into());
}
