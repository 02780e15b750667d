//! `--full`: the whole text of outputs that the service cut and delivered to OSS. Each goes into a file without a name first,
//! several at once, and is in memory only while it is written; a text that was not had whole is an error that names its instance.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::{self, Read as _, Seek as _};

use futures_util::{StreamExt as _, stream};

use super::host_names::Held;
use super::source::Source;
use crate::api::error::ApiError;
use crate::api::object::{Object, ObjectError};
use crate::engine::place_of;
use crate::model::{Instance, Row, Shown};
use crate::query::Form;
use crate::render::Remark;
use crate::vocabulary::{Exit, RefusalKind, service_code};

/// How much of one row is in memory at once where a form needs the whole row.
const OF_ROW: u64 = 256 * 1024 * 1024;

/// How many instances are named in one message.
const NAMED: usize = 3;

/// What of the result is to be had whole.
pub(super) struct FullOutputs {
    /// Bytes of an object at most.
    most: u64,
    /// Instances are written one by one, so that only one of a row is in memory.
    one_by_one: bool,
    /// Rows that wait, from the first with a text to fetch on.
    held: VecDeque<Held>,
    /// Instances by why they are not whole, with the exit that follows.
    failed: BTreeMap<String, (Exit, Vec<String>)>,
    /// Instances whose output was cut and is not at OSS.
    undelivered: Vec<String>,
}

/// Where the whole text of an output is.
struct Delivered {
    place: usize,
    uri: String,
    /// How many bytes were printed.
    announced: u64,
}

impl FullOutputs {
    /// What fetches, where it was asked for.
    pub(super) fn of(source: &Source<'_>) -> Option<Self> {
        let wanted = &source.request.wanted;
        wanted.full.map(|most| Self {
            most,
            one_by_one: wanted.form == Form::Output,
            held: VecDeque::new(),
            failed: BTreeMap::new(),
            undelivered: Vec::new(),
        })
    }

    /// Takes what has to wait; gives back what has not.
    pub(super) fn take(&mut self, held: Held) -> Option<Held> {
        let waits = match &held {
            Held::Row(row) => self.look(row),
            Held::PageEnd => false,
        };
        if self.held.is_empty() && !waits {
            return Some(held);
        }
        self.held.push_back(held);
        None
    }

    /// Whether something of a row is to be fetched; what is cut and cannot be is remembered.
    fn look(&mut self, row: &Row) -> bool {
        let cut = row.instances().filter(|instance| instance.is_cut());
        let mut any = false;
        for instance in cut {
            if delivery(instance).is_some() {
                any = true;
            } else {
                self.undelivered.push(row.name_of(instance));
            }
        }
        any
    }

    /// Fetches everything, and hands on each row as soon as it is whole, in their order.
    pub(super) async fn fetch<E>(
        &mut self,
        source: &Source<'_>,
        mut hand_on: impl FnMut(&Held) -> Result<(), E>,
    ) -> Result<(), E> {
        let held = std::mem::take(&mut self.held);
        let rows = held.into_iter().flat_map(|held| match held {
            Held::Row(row) if self.one_by_one => each(&row),
            held => vec![held],
        });
        let rows: Vec<Held> = rows.collect();
        let most = self.most;
        let wanted = rows.iter().flat_map(|held| match held {
            Held::Row(row) => delivered(row)
                .into_iter()
                .map(|it| (row.clone(), it))
                .collect(),
            Held::PageEnd => Vec::new(),
        });
        let files = Files::default();
        let spare = &files;
        let wanted = wanted.map(|(row, delivered)| async move {
            fetch(source, &row, &delivered, most, spare.take()?).await
        });
        let mut fetched = stream::iter(wanted).buffered(source.request.settings.jobs);
        for held in &rows {
            let Held::Row(row) = held else {
                hand_on(held)?;
                continue;
            };
            let (mut whole, mut bytes) = (BTreeMap::new(), 0);
            for delivered in delivered(row) {
                let Some(answer) = fetched.next().await else {
                    break;
                };
                let read = answer.and_then(|(file, length)| {
                    bytes += length;
                    if bytes > OF_ROW.max(most) {
                        return Err(ObjectError::TooLarge { most: OF_ROW });
                    }
                    Ok(files.read(file, length)?)
                });
                match read {
                    Ok(text) => drop(whole.insert(delivered.place, text)),
                    Err(error) => self.fail(source, row, &delivered, &error),
                }
            }
            hand_on(&Held::Row(row.clone().with_whole(whole)))?;
        }
        Ok(())
    }

    fn fail(&mut self, source: &Source<'_>, row: &Row, delivered: &Delivered, error: &ObjectError) {
        let place = place_of(&source.places, row.origin());
        let (exit, why) = match (error, place) {
            (ObjectError::Api(error), Some(place)) => {
                let report = source.refused(place, error);
                (report.exit, why(error, report.message))
            }
            (ObjectError::Kept(_), _) => (Exit::Temporary, error.to_string()),
            _ => (Exit::Refused, error.to_string()),
        };
        let instance = row.invocation().instance(delivered.place);
        let name = instance.map_or_else(|| row.id(), |instance| row.name_of(instance));
        let same = self.failed.entry(why).or_insert((exit, Vec::new()));
        same.1.push(name);
    }

    /// What is not whole.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        let failed = self.failed.iter().map(|(why, (exit, names))| {
            let text = format!("the whole output of {} was not had: {why}", named(names));
            Remark::Error(*exit, text)
        });
        let undelivered = (!self.undelivered.is_empty()).then(|| {
            Remark::Warning(format!(
                "not whole, for the delivery to OSS has not finished or was never asked for: {}",
                named(&self.undelivered)
            ))
        });
        undelivered.into_iter().chain(failed).collect()
    }
}

/// Why an object was not had. The report of a request names the endpoint of the list where nothing else is known.
fn why(error: &ApiError, report: String) -> String {
    match error.cause() {
        ApiError::Service(refusal) if refusal.kind == RefusalKind::Refused => {
            let code = &refusal.code;
            match service_code(code) {
                Some(row) => format!("{} ({code})", row.meaning()),
                None => format!("{code}: {}", refusal.message),
            }
        }
        ApiError::Service(_) | ApiError::Credentials(_) => report,
        other => other.to_string(),
    }
}

/// A row for each of its instances.
fn each(row: &Row) -> Vec<Held> {
    let all = row.invocation().instances().enumerate();
    let is_shown = |place: &usize| match row.shown() {
        Shown::All => true,
        Shown::Some(places) => places.contains(place),
    };
    let places = all.map(|(place, _)| place).filter(is_shown);
    places
        .map(|place| Held::Row(row.clone().showing(Shown::Some(vec![place]))))
        .collect()
}

/// The texts of a row's instances that can be fetched.
fn delivered(row: &Row) -> Vec<Delivered> {
    let all = row.invocation().instances().enumerate();
    let is_shown = |place: usize| match row.shown() {
        Shown::All => true,
        Shown::Some(places) => places.contains(&place),
    };
    all.filter(|(place, instance)| is_shown(*place) && instance.is_cut())
        .filter_map(|(place, instance)| {
            Some(Delivered {
                place,
                uri: delivery(instance)?,
                announced: instance.printed(),
            })
        })
        .collect()
}

/// Where an output was delivered, if that has ended well.
fn delivery(instance: Instance<'_>) -> Option<String> {
    let text = |name| instance.record().text(name).filter(|text| !text.is_empty());
    text("OssOutputStatus").filter(|status| *status == "Finished")?;
    text("OssOutputUri").map(std::borrow::Cow::into_owned)
}

async fn fetch(
    source: &Source<'_>,
    row: &Row,
    delivered: &Delivered,
    most: u64,
    mut file: File,
) -> Result<(File, u64), ObjectError> {
    let object = Object::parse(&delivered.uri)?;
    let place = place_of(&source.places, row.origin());
    let place = place.ok_or_else(|| ObjectError::Address(delivered.uri.clone()))?;
    let region = (place.origin.region.as_str(), place.network);
    let bytes = place
        .client
        .object(&object, region, most, &mut file)
        .await?;
    if bytes < delivered.announced {
        let announced = delivered.announced;
        return Err(ObjectError::Short { bytes, announced });
    }
    Ok((file, bytes))
}

/// Files without names. Each is used again, which costs the system far less than a new one.
#[derive(Default)]
struct Files(RefCell<Vec<File>>);

impl Files {
    fn take(&self) -> io::Result<File> {
        let spare = self.0.borrow_mut().pop();
        spare.map_or_else(tempfile::tempfile, Ok)
    }

    /// What lies in a file, which is free for the next one then.
    fn read(&self, mut file: File, length: u64) -> io::Result<Vec<u8>> {
        let mut text = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        file.rewind()?;
        (&file).take(length).read_to_end(&mut text)?;
        self.0.borrow_mut().push(file);
        Ok(text)
    }
}

fn named(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMED);
    let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match more {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
