//! The verdict on an invocation that does not carry one (old bodies), from those of its instances: every mix of up to six
//! statuses, against the product page's rules, written down here once more.

use invq::api::wire;
use invq::model::{Encoding, Shown, Tally, Verdict};

const STATUSES: [&str; 12] = [
    "Pending",
    "Scheduled",
    "Running",
    "Stopping",
    "Success",
    "Failed",
    "Error",
    "Timeout",
    "Invalid",
    "Aborted",
    "Cancelled",
    "Terminated",
];

/// Every multiset of so many statuses, as sorted lists.
fn mixes(size: usize) -> Vec<Vec<&'static str>> {
    let mut all = vec![(0, Vec::new())];
    for _ in 0..size {
        let longer = |(least, mix): &(usize, Vec<&'static str>)| {
            let (least, mix) = (*least, mix.clone());
            (least..STATUSES.len()).map(move |next| {
                let mut longer = mix.clone();
                longer.push(STATUSES[next]);
                (next, longer)
            })
        };
        all = all.iter().flat_map(longer).collect();
    }
    all.into_iter().map(|(_, mix)| mix).collect()
}

/// Product page, `InvocationStatus`: *Pending*, *Scheduled*, *Running* and *Stopping* while any instance is; *Success* with
/// at least one success and the others stopped; *Failed* with at least one failure and the others stopped;
/// *PartialFailed* with both; *Stopped* with nothing but stopped ones.
fn expected(mix: &[&str]) -> Verdict {
    let any = |words: &[&str]| mix.iter().any(|status| words.contains(status));
    let open = any(&["Pending", "Scheduled", "Running", "Stopping"]);
    let well = any(&["Success"]);
    let failed = any(&["Failed", "Error", "Timeout", "Invalid", "Aborted"]);
    match (open, well, failed) {
        (true, _, _) => Verdict::Pending,
        (false, _, true) => Verdict::Failed,
        (false, true, false) => Verdict::Ok,
        (false, false, false) => Verdict::Stopped,
    }
}

#[test]
fn every_mix_of_up_to_six_instances_rolls_up_by_the_rules() {
    let mut checked = 0;
    for size in 1..=6 {
        for mixes in mixes(size).chunks(500) {
            let record = |mix: &Vec<&str>| {
                let instances: Vec<String> = mix
                    .iter()
                    .map(|status| format!(r#"{{"InvocationStatus":"{status}"}}"#))
                    .collect();
                // What the old words say must make no difference.
                format!(
                    r#"{{"InvokeStatus":"Finished","InvokeInstances":{{"InvokeInstance":[{}]}}}}"#,
                    instances.join(",")
                )
            };
            let records: Vec<String> = mixes.iter().map(record).collect();
            let body = format!(
                r#"{{"Invocations":{{"Invocation":[{}]}}}}"#,
                records.join(",")
            );
            let page = wire::page(body, Encoding::Base64).unwrap();
            assert_eq!(page.invocations.len(), mixes.len());
            for (mix, invocation) in mixes.iter().zip(page.invocations) {
                let verdict = expected(mix);
                assert_eq!(invocation.verdict(), verdict, "{mix:?}");
                let tally = Tally::of(&invocation, &Shown::All);
                let judged = (tally.pending, tally.failed);
                let right = match verdict {
                    Verdict::Ok => (0, 0),
                    Verdict::Pending => (1, 0),
                    _ => (0, 1),
                };
                assert_eq!(judged, right, "{mix:?}");
                checked += 1;
            }
        }
    }
    // 18 choose 6, without the empty one.
    assert_eq!(checked, 18_563);
}
