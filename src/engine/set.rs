//! The set that a query is about, as far as it was read: how each record of it stands, each once however often it comes.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use crate::model::{Row, Shown, Tally};
use crate::query::Query;

/// How the records of a set stand.
#[derive(Debug, Default)]
pub struct Set {
    /// Where each record stands in `members`, by its region and by what tells it from the others there.
    places: BTreeMap<String, Places>,
    members: Vec<Member>,
    /// What few records have: words that nobody knows, and contradictions; by the place of the record.
    remarks: BTreeMap<usize, Tally>,
    /// Whether tasks that never end by themselves are left out.
    without_endless: bool,
}

/// Small, since there may be many.
type Places = HashMap<Box<str>, u32, RandomState>;

/// What of a record counts, small as well.
#[derive(Debug)]
struct Member {
    failed: u32,
    pending: u32,
    exit_code: u8,
    is_dry: bool,
    is_endless: bool,
}

impl Set {
    /// An empty set, judged as a query says.
    #[must_use]
    pub fn new(query: &Query) -> Self {
        Self {
            without_endless: !query.judges_endless(),
            ..Self::default()
        }
    }

    /// Takes a record, and says whether it is the first of its invocation. Of several one that has ended counts, or else the
    /// later.
    pub fn take(&mut self, row: &Row) -> bool {
        let next = small(self.members.len());
        let places = self.places.entry(row.origin().region.clone()).or_default();
        let place = *places.entry(key(row).into_boxed_str()).or_insert(next) as usize;
        let mut tally = row.tally();
        let member = Member {
            failed: small(tally.failed),
            pending: small(tally.pending),
            exit_code: tally.exit_code,
            is_dry: tally.dry_runs > 0,
            is_endless: self.without_endless && row.invocation().is_endless(),
        };
        let is_first = match self.members.get_mut(place) {
            None => {
                self.members.push(member);
                true
            }
            // One that has ended is newer.
            Some(known) if member.has_ended() >= known.has_ended() => {
                *known = member;
                self.remarks.remove(&place);
                false
            }
            Some(_) => return false,
        };
        if !(tally.unknown.is_empty() && tally.contradictions.is_empty()) {
            tally = Tally {
                unknown: tally.unknown,
                contradictions: tally.contradictions,
                ..Tally::default()
            };
            self.remarks.insert(place, tally);
        }
        is_first
    }

    /// How the set stands.
    #[must_use]
    pub fn tally(mut self) -> Tally {
        let mut all = Tally::default();
        for (place, member) in self.members.iter().enumerate() {
            if member.is_endless {
                all.endless += 1;
                continue;
            }
            all.matched += 1;
            all.failed += member.failed as usize;
            all.pending += member.pending as usize;
            all.exit_code = all.exit_code.max(member.exit_code);
            all.dry_runs += usize::from(member.is_dry);
            if let Some(remarks) = self.remarks.remove(&place) {
                all.add(remarks);
            }
        }
        all
    }
}

impl Member {
    fn has_ended(&self) -> bool {
        self.pending == 0
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// How a list of records stands.
#[must_use]
pub fn tally<'r>(query: &Query, rows: impl IntoIterator<Item = &'r Row>) -> Tally {
    let mut set = Set::new(query);
    for row in rows {
        set.take(row);
    }
    set.tally()
}

/// How one record stands that is known to be the only one of its invocation.
#[must_use]
pub fn judged(query: &Query, row: &Row) -> Tally {
    if !query.judges_endless() && row.invocation().is_endless() {
        return Tally {
            endless: 1,
            ..Tally::default()
        };
    }
    row.tally()
}

/// What tells a record from the others of its region: what it is, and which of its instances were named, for the service may
/// answer with each of them by itself.
fn key(row: &Row) -> String {
    let mut key = row.invocation().key();
    if matches!(row.named(), Shown::Some(_)) {
        for instance in row.invocation().chosen(row.named()) {
            key = key + "\n" + &instance.id();
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Body, Encoding, Invocation};

    fn row(status: &str, mode: &str, updated: &str) -> Row {
        let body = Body::new(format!(
            r#"[{{"InvokeId":"t-1","InvocationStatus":"{status}","RepeatMode":"{mode}","InvokeInstances":[{{"InstanceId":"i-1",
            "InvocationStatus":"{status}","UpdateTime":"{updated}"}}]}}]"#
        ));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let mut list = Invocation::read_list(&body, Encoding::Base64, &mut parser).unwrap();
        Row::new(list.remove(0), Arc::default(), Shown::All, Shown::All)
    }

    #[test]
    fn tasks_that_do_not_end_are_counted_by_themselves() {
        let endless = row("Running", "Period", "");
        let stopped = row("Stopped", "Period", "");
        let left_out = tally(&Query::default(), [&endless]);
        assert_eq!((left_out.matched, left_out.endless), (0, 1));
        let ended = tally(&Query::default(), [&stopped]);
        assert_eq!((ended.matched, ended.endless), (1, 0));
        let asked = Query {
            statuses: vec!["Running"],
            ..Query::default()
        };
        assert_eq!(tally(&asked, [&endless]).pending, 1);
    }
}
