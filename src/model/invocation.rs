//! An invocation and its instances, as views of the fields that came.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer};
use serde_json::value::RawValue;

use super::body::Body;
use super::layout::{Layout, ListKind, ListSeed, Most, RecordRange};
use super::machines::{Machine, Machines};
use super::record::{Part, Record};
use super::status::{self, Counts, Verdict};
use super::text::{self, Encoding, Text};
use super::time;
use crate::vocabulary::{FINISHED, REPEATING, SUCCESS};

/// One invocation: a run of one command on one or more instances. Cheap to clone; it shares the body it came in.
#[derive(Clone, Debug)]
pub struct Invocation {
    layout: Arc<Layout>,
    place: RecordRange,
    kind: ListKind,
    encoding: Encoding,
    is_run: bool,
    /// Outputs that were had whole from elsewhere, by the place of their instance.
    whole: Option<Arc<BTreeMap<usize, Vec<u8>>>>,
}

/// A tag of an invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// `TagKey`.
    pub key: String,
    /// `TagValue`, which may be empty.
    pub value: String,
}

impl Invocation {
    /// Reads every invocation of a list in `body`, which `parser` reads from.
    ///
    /// # Errors
    ///
    /// When the JSON is broken or has another shape.
    pub fn read_list<'de, D: Deserializer<'de>>(
        body: &'de Body,
        encoding: Encoding,
        parser: D,
    ) -> Result<Vec<Self>, D::Error> {
        let list = Listed {
            body,
            encoding,
            kind: ListKind::Invocations,
            most: Most::ANY,
        };
        list.deserialize(parser)
    }

    /// The same invocation with other instances, which may stand in other bodies.
    #[must_use]
    pub fn with_instances<'i>(&self, instances: impl Iterator<Item = Instance<'i>>) -> Self {
        let list: Vec<String> = instances.map(|one| object(one.record().iter())).collect();
        self.with_objects(&list)
    }

    /// A copy with the instances of these JSON objects.
    fn with_objects(&self, objects: &[String]) -> Self {
        let wrapper = "InvokeInstances";
        let own = self.record().iter().filter(|(name, _)| *name != wrapper);
        let list = format!("[{}]", objects.join(","));
        let body = Body::new(format!(
            "[{}]",
            object(own.chain([(wrapper, list.as_str())]))
        ));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let read = Self::read_list(&body, self.encoding, &mut parser);
        // The text is put together of values that were read before, so it can be read.
        let read = read.ok().and_then(|list| list.into_iter().next());
        read.map_or_else(
            || self.clone(),
            |read| Self {
                is_run: self.is_run,
                ..read
            },
        )
    }

    /// A copy with other outputs, each made of the one that is there.
    #[must_use]
    pub fn with_outputs(&self, changed: impl Fn(&[u8]) -> Vec<u8>) -> Self {
        let objects: Vec<String> = self
            .instances()
            .map(|instance| instance.object_with_output(&changed))
            .collect();
        self.with_objects(&objects)
    }

    /// A copy in which the outputs at these places are whole, whatever the service kept of them.
    #[must_use]
    pub fn with_whole(&self, outputs: BTreeMap<usize, Vec<u8>>) -> Self {
        Self {
            whole: Some(Arc::new(outputs)),
            ..self.clone()
        }
    }

    /// The same as one run of a task that repeats: its only instance tells how that run went, and nothing tells how the
    /// whole invocation stands.
    #[must_use]
    pub fn as_run(self) -> Self {
        Self {
            is_run: true,
            ..self
        }
    }

    /// Whether it is one run of a task that repeats.
    #[must_use]
    pub fn is_run(&self) -> bool {
        self.is_run
    }

    /// All fields as they came. The instances stand in [`Invocation::instances`]; their own field reads empty here.
    #[must_use]
    pub fn record(&self) -> Record<'_> {
        let part = match self.kind {
            ListKind::Runs => Part::OfInvocation,
            _ => Part::Invocation,
        };
        Record::new(&self.layout, self.place.fields, part)
    }

    /// `InvokeId`, empty if it is missing.
    #[must_use]
    pub fn id(&self) -> String {
        self.record()
            .text("InvokeId")
            .unwrap_or_default()
            .into_owned()
    }

    /// Every instance, in the order in which they came.
    pub fn instances(&self) -> impl Iterator<Item = Instance<'_>> {
        let count = match self.kind {
            ListKind::Runs => 1,
            _ => self.place.count as usize,
        };
        (0..count).filter_map(|index| self.instance(index))
    }

    /// One instance by its place.
    #[must_use]
    pub fn instance(&self, index: usize) -> Option<Instance<'_>> {
        let place_of = index;
        let (place, part) = if self.kind == ListKind::Runs {
            (
                Some(self.place.fields).filter(|_| index == 0)?,
                Part::OfInstance,
            )
        } else {
            let index = u32::try_from(index).ok()?;
            let place = Some(self.place).filter(|place| index < place.count)?;
            (self.layout.instance(place.first + index)?, Part::Whole)
        };
        let whole = self.whole.as_ref().and_then(|whole| whole.get(&place_of));
        Some(Instance {
            record: Record::new(&self.layout, place, part),
            encoding: self.encoding,
            whole: whole.map(Vec::as_slice),
        })
    }

    /// Some of its instances.
    pub fn chosen(&self, chosen: &Shown) -> impl Iterator<Item = Instance<'_>> {
        let (all, some) = match chosen {
            Shown::All => (Some(self.instances()), &[][..]),
            Shown::Some(places) => (None, places.as_slice()),
        };
        let some = some.iter().filter_map(|place| self.instance(*place));
        all.into_iter().flatten().chain(some)
    }

    /// `InvocationStatus` as it came; empty in old bodies.
    #[must_use]
    pub fn status(&self) -> String {
        self.record()
            .text("InvocationStatus")
            .unwrap_or_default()
            .into_owned()
    }

    /// The verdict of the whole run; see [`status`]. Where the answer contradicts itself, the worse of what it says.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict_with(self.record().text("InvocationStatus").as_deref(), || {
            self.counts()
        })
    }

    /// The verdict that follows from a status that was read already; the counts are made only where it depends on them.
    pub(super) fn verdict_with(
        &self,
        status: Option<&str>,
        counts: impl Fn() -> Counts,
    ) -> Verdict {
        match status {
            Some(word) => match status::of_invocation(word) {
                Verdict::Ok => counts().of_success(),
                verdict => verdict,
            },
            None => match self.old_verdict() {
                Some(old) => counts().roll_up().or_worse(old),
                None => counts().roll_up(),
            },
        }
    }

    /// What the old status says where it says more than that the processes ended: *Finished* leaves open how.
    fn old_verdict(&self) -> Option<Verdict> {
        let word = self.record().text("InvokeStatus")?;
        let ended = [FINISHED, SUCCESS]
            .iter()
            .any(|ended| ended.eq_ignore_ascii_case(&word));
        (!ended).then(|| status::of_invocation(&word))
    }

    /// How its statuses contradict each other, if they do: a success with an instance that is none, or an old status that
    /// does not fit the instances.
    #[must_use]
    pub fn contradiction(&self) -> Option<String> {
        let of_instance = self.instances().find_map(Instance::contradiction);
        let of_whole = || match self.record().text("InvocationStatus") {
            Some(word) if status::of_invocation(&word) == Verdict::Ok => {
                let is_fine = |verdict| matches!(verdict, Verdict::Ok | Verdict::Cancelled);
                let other = self.instances().find(|one| !is_fine(one.verdict()))?;
                let (id, status) = (other.id(), other.status());
                let status = if status.is_empty() {
                    "without a status".into()
                } else {
                    status
                };
                Some(format!(
                    "its InvocationStatus is {word}, but {id} is {status}"
                ))
            }
            Some(_) => None,
            None => {
                let differs = self.verdict() != self.counts().roll_up();
                let old = self.record().text("InvokeStatus").filter(|_| differs)?;
                Some(format!(
                    "its InvokeStatus is {old}, which its instances do not say"
                ))
            }
        };
        of_instance.or_else(of_whole)
    }

    /// Whether it goes on until somebody ends it: a task on a schedule or for the starts of its instances that has not
    /// ended.
    #[must_use]
    pub fn is_endless(&self) -> bool {
        let open = || matches!(self.verdict(), Verdict::Pending | Verdict::Unknown);
        self.repeats() && !self.is_run && open()
    }

    /// Whether it runs by itself, long after it was created.
    #[must_use]
    pub fn repeats(&self) -> bool {
        let mode = self.record().text("RepeatMode");
        mode.is_some_and(|mode| REPEATING.contains(&&*mode))
    }

    /// Whether `InvocationStatus` is this word or, in old bodies, would be: those have the words of the instances alone.
    #[must_use]
    pub fn is_in_status(&self, word: &str) -> bool {
        match self.record().text("InvocationStatus") {
            Some(status) => status.eq_ignore_ascii_case(word),
            None => self.counts().word() == Some(word),
        }
    }

    /// How many instances have which verdict.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(self.instances().map(Instance::verdict))
    }

    /// `CreationTime`.
    #[must_use]
    pub fn created(&self) -> Option<Timestamp> {
        self.record().time("CreationTime")
    }

    /// When the last instance ended; unknown while anything is pending.
    #[must_use]
    pub fn finished(&self) -> Option<Timestamp> {
        let is_open = matches!(self.verdict(), Verdict::Pending | Verdict::Unknown);
        let ended = || self.instances().filter_map(Instance::ended).max();
        (!is_open).then(ended).flatten()
    }

    /// Seconds until the last instance ended: from the invocation's creation or, for a task that repeats, from the start
    /// of its latest run. Unknown while anything is pending.
    #[must_use]
    pub fn took_seconds(&self) -> Option<u64> {
        self.took_until(self.finished()?)
    }

    fn took_until(&self, end: Timestamp) -> Option<u64> {
        let start = if self.repeats() {
            self.instances().filter_map(Instance::started).min()?
        } else {
            self.created()?
        };
        time::seconds_between(start, end)
    }

    /// The verdict, how many seconds it took, and the counts, each instance looked at once.
    #[must_use]
    pub fn summary(&self) -> (Verdict, Option<u64>, Counts) {
        let (mut counts, mut last) = (Counts::default(), None);
        for instance in self.instances() {
            let state = instance.state();
            counts.add(state.verdict);
            last = last.max(instance.ended_as(state.said));
        }
        let status = self.record().text("InvocationStatus");
        let verdict = self.verdict_with(status.as_deref(), || counts);
        let is_open = matches!(verdict, Verdict::Pending | Verdict::Unknown);
        let end = last.filter(|_| !is_open);
        (verdict, end.and_then(|end| self.took_until(end)), counts)
    }

    /// The decoded script.
    #[must_use]
    pub fn command(&self) -> Option<Text<'_>> {
        let sent = match self.encoding {
            // It says what outputs are.
            Encoding::Base64Of(_) => Encoding::Base64,
            sent => sent,
        };
        let encoding = encoding(self.record(), "CommandEncoding", sent);
        text::decode(self.record().raw("CommandContent"), encoding)
    }

    /// The list of tags as JSON text, without its wrapper.
    #[must_use]
    pub fn tag_list(&self) -> &str {
        let raw = self.record().raw("Tags").unwrap_or("[]");
        let usual = raw.strip_prefix("{\"Tag\":");
        let list = usual.and_then(|rest| rest.strip_suffix('}'));
        let list = list.unwrap_or(raw);
        // A list whose first bracket is its last character has nothing behind it.
        if list.starts_with('[') && list.find(']') == Some(list.len() - 1) {
            return list;
        }
        if raw.starts_with('[') {
            return raw;
        }
        let parsed: Result<TagWrapper<'_>, _> = serde_json::from_str(raw);
        let list = parsed.ok().and_then(|wrapper| wrapper.tag);
        list.map_or("[]", RawValue::get)
    }

    /// The tags, in the order in which they came.
    #[must_use]
    pub fn tags(&self) -> Vec<Tag> {
        let body = Body::new(self.tag_list().to_owned());
        let seed = ListSeed {
            body: &body,
            kind: ListKind::Tags,
            most: Most::ANY,
        };
        let parsed = seed.deserialize(&mut serde_json::Deserializer::from_str(body.as_str()));
        let Ok((layout, places)) = parsed else {
            return Vec::new();
        };
        let tag = |place: &RecordRange| {
            let record = Record::new(&layout, place.fields, Part::Whole);
            let text = |name| record.text(name).unwrap_or_default().into_owned();
            Tag {
                key: text("TagKey"),
                value: text("TagValue"),
            }
        };
        places.iter().map(tag).collect()
    }
}

/// Invocations of a body, to be read.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'b> {
    /// The body that is read.
    pub body: &'b Body,
    /// How texts came.
    pub encoding: Encoding,
    /// [`ListKind::Invocations`] or [`ListKind::Runs`].
    pub kind: ListKind,
    /// How many there may be.
    pub most: Most,
}

impl<'de> DeserializeSeed<'de> for Listed<'de> {
    type Value = Vec<Invocation>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let Self {
            body,
            encoding,
            kind,
            most,
        } = self;
        let (layout, places) = ListSeed { body, kind, most }.deserialize(deserializer)?;
        let layout = Arc::new(layout);
        let invocation = |place| Invocation {
            layout: Arc::clone(&layout),
            place,
            kind,
            encoding,
            is_run: kind == ListKind::Runs,
            whole: None,
        };
        Ok(places.into_iter().map(invocation).collect())
    }
}

/// Fields as the text of an object; their names as they stand between quotes.
fn object<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> String {
    let fields: Vec<String> = fields
        .map(|(name, value)| format!(r#""{name}":{value}"#))
        .collect();
    format!("{{{}}}", fields.join(","))
}

/// How a text came: what invq itself wrote earlier is decoded already, but for bytes that are not text.
fn encoding(record: Record<'_>, name: &str, sent: Encoding) -> Encoding {
    let Some(derived) = record.raw("Derived") else {
        return sent;
    };
    let derived: serde_json::Value = serde_json::from_str(derived).unwrap_or_default();
    match derived.get(name).and_then(serde_json::Value::as_str) {
        Some("base64") if sent != Encoding::PlainText => sent,
        Some("base64") => Encoding::Base64,
        _ => Encoding::PlainText,
    }
}

#[derive(Deserialize)]
struct TagWrapper<'a> {
    #[serde(rename = "Tag", borrow)]
    tag: Option<&'a RawValue>,
}

/// One instance of an invocation.
#[derive(Clone, Copy, Debug)]
pub struct Instance<'a> {
    record: Record<'a>,
    encoding: Encoding,
    /// The whole output, where it was had from elsewhere.
    whole: Option<&'a [u8]>,
}

/// How an instance stands.
pub(super) struct InstanceState<'a> {
    /// `InvocationStatus` as it came.
    pub status: Cow<'a, str>,
    /// What the status says.
    pub said: Verdict,
    pub verdict: Verdict,
    /// Only where a process ended.
    pub exit_code: Option<i64>,
    /// It is called a success and has an exit code other than 0.
    pub contradicts: bool,
}

impl<'a> Instance<'a> {
    /// All fields as they came.
    #[must_use]
    pub fn record(self) -> Record<'a> {
        self.record
    }

    /// `InstanceId`, empty if it is missing.
    #[must_use]
    pub fn id(self) -> Cow<'a, str> {
        self.record.text("InstanceId").unwrap_or_default()
    }

    /// `InvocationStatus` of this instance as it came; empty in old bodies.
    #[must_use]
    pub fn status(self) -> Cow<'a, str> {
        self.record.text("InvocationStatus").unwrap_or_default()
    }

    /// The verdict on this instance. A success with an exit code other than 0 is none.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        self.state().verdict
    }

    /// Whether nothing more is to come of it.
    #[must_use]
    pub fn has_ended(self) -> bool {
        !matches!(self.verdict(), Verdict::Pending | Verdict::Unknown)
    }

    /// How it stands, read at once.
    pub(super) fn state(self) -> InstanceState<'a> {
        let status = self.status();
        let said = status::of_instance(&status);
        let ended = said == Verdict::Ok || status::process_ended(&status);
        let exit_code = ended.then(|| self.record.integer("ExitCode")).flatten();
        let contradicts = said == Verdict::Ok && exit_code.is_some_and(|code| code != 0);
        InstanceState {
            verdict: if contradicts { Verdict::Failed } else { said },
            said,
            status,
            exit_code,
            contradicts,
        }
    }

    /// How it contradicts itself, if it does: a success with an exit code other than 0.
    pub(super) fn contradiction(self) -> Option<String> {
        let state = self.state();
        let code = state.exit_code.filter(|_| state.contradicts)?;
        Some(format!(
            "{} is {} with the exit code {code}",
            self.id(),
            state.status
        ))
    }

    /// The exit code, only where a process ended: elsewhere the number that the service sends means nothing.
    #[must_use]
    pub fn exit_code(self) -> Option<i64> {
        self.state().exit_code
    }

    /// `StartTime`.
    #[must_use]
    pub fn started(self) -> Option<Timestamp> {
        self.record.time("StartTime")
    }

    /// `FinishTime`, or `StopTime` for a run that was stopped and never reported its end; unknown while pending.
    #[must_use]
    pub fn ended(self) -> Option<Timestamp> {
        self.ended_as(status::of_instance(&self.status()))
    }

    fn ended_as(self, said: Verdict) -> Option<Timestamp> {
        let finished = || self.record.time("FinishTime");
        match said {
            Verdict::Pending | Verdict::Unknown => None,
            Verdict::Cancelled => finished().or_else(|| self.record.time("StopTime")),
            _ => finished(),
        }
    }

    /// Seconds from start to end.
    #[must_use]
    pub fn took_seconds(self) -> Option<u64> {
        time::seconds_between(self.started()?, self.ended()?)
    }

    /// The verdict, how many seconds it took, and the exit code, from one look at the status.
    #[must_use]
    pub fn summary(self) -> (Verdict, Option<u64>, Option<i64>) {
        let state = self.state();
        let ended = self.ended_as(state.said);
        let took = ended.and_then(|end| time::seconds_between(self.started()?, end));
        (state.verdict, took, state.exit_code)
    }

    /// The decoded output; `None` if there is none.
    #[must_use]
    pub fn output(self) -> Option<Text<'a>> {
        if let Some(whole) = self.whole {
            return Some(text::of_bytes(whole, self.encoding));
        }
        let encoding = encoding(self.record, "OutputEncoding", self.encoding);
        text::decode(self.record.raw("Output"), encoding)
    }

    /// The end of the decoded output, at least so many bytes of it, and how many there are before; `None` if there is none.
    #[must_use]
    pub fn output_end(self, most: usize) -> Option<(Vec<u8>, usize)> {
        let encoding = encoding(self.record, "OutputEncoding", self.encoding);
        text::decode_end(self.record.raw("Output")?, encoding, most)
    }

    /// Whether its output, which was decoded, tells what it printed. One that is missing, no text, or broken does not.
    #[must_use]
    pub fn is_told_by(self, output: Option<&Text<'_>>) -> bool {
        let raw = self.record.raw("Output");
        raw.is_some_and(|raw| raw.starts_with('"')) && !matches!(output, Some(Text::Broken(_)))
    }

    /// What it printed, empty or not; `None` where that is not known.
    #[must_use]
    pub fn known_output(self) -> Option<Vec<u8>> {
        let output = self.output();
        let is_known = self.is_told_by(output.as_ref());
        is_known.then(|| output.map(Text::into_bytes).unwrap_or_default())
    }

    /// Its fields as a JSON object, with another output.
    fn object_with_output(self, changed: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let output = self.output().map(|output| changed(output.bytes()));
        let is_kept = |name| name != "Output" && !(name == "Dropped" && self.whole.is_some());
        let fields = self.record.iter().filter(|(name, _)| is_kept(*name));
        let Some(output) = output else {
            return object(fields);
        };
        let text = text::encode(&output, self.encoding);
        object(fields.chain([("Output", text.as_str())]))
    }

    /// The name that was saved with it.
    #[must_use]
    pub fn saved_name(self) -> Option<String> {
        let derived = self.record.raw("Derived")?;
        let derived = Some(derived).filter(|raw| raw.contains("\"Name\""))?;
        let derived: serde_json::Value = serde_json::from_str(derived).ok()?;
        derived.get("Name")?.as_str().map(str::to_owned)
    }

    /// Whether its output was had whole from elsewhere.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.whole.is_some()
    }

    /// Bytes that the service cut from the output, somewhere in it and not necessarily at its end.
    #[must_use]
    pub fn dropped(self) -> u64 {
        if self.whole.is_some() {
            return 0;
        }
        let dropped = self.record.integer("Dropped").unwrap_or(0);
        u64::try_from(dropped).unwrap_or(0)
    }

    /// How many bytes were printed, as far as that can be told: what was kept, unless the service decoded it, and what was cut.
    #[must_use]
    pub fn printed(self) -> u64 {
        let is_decoded = self.encoding == Encoding::PlainText;
        let raw = self.record.raw("Output").filter(|_| !is_decoded);
        let kept = text::decode(raw, Encoding::Base64);
        let kept = kept.map_or(0, |kept| kept.bytes().len() as u64);
        self.dropped().saturating_add(kept)
    }

    /// Whether a part of the output may be missing: a number of bytes that cannot be read is not taken for none.
    #[must_use]
    pub fn is_cut(self) -> bool {
        if self.whole.is_some() {
            return false;
        }
        let whole = ["0", "null", "\"\"", "\"0\""];
        let dropped = self.record.raw("Dropped");
        dropped.is_some_and(|dropped| !whole.contains(&dropped))
    }
}

/// Where an answer came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The region that was asked.
    pub region: String,
    /// The profile whose keys asked; `None` when they came from elsewhere.
    pub profile: Option<String>,
    /// What is known of the instances there.
    pub hosts: Machines,
    /// When an archive saw it; `None` of what comes from elsewhere.
    pub seen: Option<ArchiveNote>,
}

/// The same place, whatever became known of the instances there.
impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        (&self.region, &self.profile, &self.seen) == (&other.region, &other.profile, &other.seen)
    }
}

/// What an archive notes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveNote {
    /// The ID of the account that was asked.
    pub account: String,
    /// When the service was asked.
    pub at: Timestamp,
    /// Outputs were asked for.
    pub with_output: bool,
    /// The service had forgotten it, although it had not ended, when it was asked for again.
    pub is_gone: bool,
}

/// Which instances of an invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// All of them.
    All,
    /// Those at these places.
    Some(Vec<usize>),
}

impl Shown {
    /// Whether the instance at a place is one of them.
    #[must_use]
    pub fn holds(&self, place: usize) -> bool {
        match self {
            Self::All => true,
            Self::Some(places) => places.contains(&place),
        }
    }
}

/// One invocation of a result, with where it came from and which of its instances are in view.
#[derive(Clone, Debug)]
pub struct Row {
    invocation: Invocation,
    origin: Arc<Origin>,
    named: Shown,
    shown: Shown,
    before: Option<Arc<Row>>,
}

impl Row {
    /// An invocation from `origin`. The `named` instances are judged and waited for; those of them that are `shown` are
    /// printed.
    #[must_use]
    pub fn new(invocation: Invocation, origin: Arc<Origin>, named: Shown, shown: Shown) -> Self {
        Self {
            invocation,
            origin,
            named,
            shown,
            before: None,
        }
    }

    /// The same row beside the run that it is compared with.
    #[must_use]
    pub fn compared_with(self, before: Self) -> Self {
        let before = Some(Arc::new(before));
        Self { before, ..self }
    }

    /// The run that it is compared with.
    #[must_use]
    pub fn before(&self) -> Option<&Self> {
        self.before.as_deref()
    }

    /// What is known of an instance as a machine: what was asked for, or else was saved with it.
    #[must_use]
    pub fn host(&self, instance: Instance<'_>) -> Option<Machine> {
        let asked = self.origin.hosts.get(&instance.id());
        asked.or_else(|| {
            let name = instance.saved_name()?;
            let status = String::new();
            Some(Machine { name, status })
        })
    }

    /// The name of an instance, where it is known.
    #[must_use]
    pub fn host_name(&self, instance: Instance<'_>) -> Option<String> {
        let name = self.host(instance)?.name;
        (!name.is_empty()).then_some(name)
    }

    /// A copy in which the outputs at these places are whole.
    #[must_use]
    pub fn with_whole(self, outputs: BTreeMap<usize, Vec<u8>>) -> Self {
        let invocation = self.invocation.with_whole(outputs);
        Self { invocation, ..self }
    }

    /// A copy with other outputs.
    #[must_use]
    pub fn with_outputs(self, changed: impl Fn(&[u8]) -> Vec<u8>) -> Self {
        let invocation = self.invocation.with_outputs(changed);
        Self { invocation, ..self }
    }

    /// The same row with other instances in view.
    #[must_use]
    pub fn showing(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }

    /// The whole invocation, instances that were not named included.
    #[must_use]
    pub fn invocation(&self) -> &Invocation {
        &self.invocation
    }

    /// Where it came from.
    #[must_use]
    pub fn origin(&self) -> &Arc<Origin> {
        &self.origin
    }

    /// Which instances the query is about: they are judged and waited for.
    #[must_use]
    pub fn named(&self) -> &Shown {
        &self.named
    }

    /// Which of the named instances are shown.
    #[must_use]
    pub fn shown(&self) -> &Shown {
        &self.shown
    }

    /// `InvokeId`, empty if it is missing.
    #[must_use]
    pub fn id(&self) -> String {
        self.invocation.id()
    }

    /// The instances that are shown.
    pub fn instances(&self) -> impl Iterator<Item = Instance<'_>> {
        self.invocation.chosen(&self.shown)
    }

    /// How many of the named instances have which verdict; of the whole invocation if none were named.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(self.invocation.chosen(&self.named).map(Instance::verdict))
    }

    /// The verdict of the named instances; of the whole invocation if none were named.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.named {
            Shown::All => self.invocation.verdict(),
            Shown::Some(_) => self.counts().roll_up(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(json: &str) -> Invocation {
        let body = Body::new(format!(r#"{{"Invocation":[{json}]}}"#));
        let mut parser = serde_json::Deserializer::from_str(body.as_str());
        let mut list = Invocation::read_list(&body, Encoding::Base64, &mut parser).unwrap();
        list.remove(0)
    }

    #[test]
    fn every_field_is_found_whatever_stands_between_and_however_names_are_written() {
        let invocation = one(
            "{ \"a\" : \"x,\\\"}\" ,\n\"b\\\"\\u0062\":[ {\"c\": 1} ]\t, \"InvokeInstances\" : {\"InvokeInstance\": [ {} , {\"d\" :-1.50 } ] } ,\"\": null}",
        );
        let fields: Vec<_> = invocation.record().iter().collect();
        let expected = [
            ("a", "\"x,\\\"}\""),
            ("b\\\"\\u0062", "[ {\"c\": 1} ]"),
            ("InvokeInstances", ""),
            ("", "null"),
        ];
        assert_eq!(fields, expected);
        for (name, value) in expected {
            assert_eq!(invocation.record().raw(name), Some(value));
        }
        assert_eq!(invocation.record().raw("c"), None);
        let instances: Vec<Vec<_>> = invocation
            .instances()
            .map(|instance| instance.record().iter().collect())
            .collect();
        assert_eq!(instances, [vec![], vec![("d", "-1.50")]]);
    }

    #[test]
    fn a_run_takes_from_its_creation_to_its_last_end() {
        let invocation = one(
            r#"{"InvokeId":"t-1","InvocationStatus":"PartialFailed","CreationTime":"2026-06-24T07:00:00Z",
            "InvokeInstances":{"InvokeInstance":[
              {"InstanceId":"i-a","InvocationStatus":"Success","ExitCode":0,"StartTime":"2026-06-24T07:00:02Z","FinishTime":"2026-06-24T07:00:09Z"},
              {"InstanceId":"i-b","InvocationStatus":"Timeout","ExitCode":0,"StartTime":"2026-06-24T07:00:04Z","FinishTime":"2026-06-24T07:01:04Z"}]}}"#,
        );
        assert_eq!(invocation.took_seconds(), Some(64));
        assert_eq!(
            invocation.counts(),
            Counts {
                total: 2,
                ok: 1,
                failed: 1,
                ..Counts::default()
            }
        );
        let codes: Vec<_> = invocation.instances().map(Instance::exit_code).collect();
        assert_eq!(
            codes,
            [Some(0), None],
            "a timeout has no exit code, whatever was sent"
        );
    }

    #[test]
    fn a_task_that_repeats_takes_as_long_as_its_latest_run() {
        let invocation = one(
            r#"{"InvocationStatus":"Success","RepeatMode":"Period","CreationTime":"2026-06-20T07:00:00Z",
            "InvokeInstances":{"InvokeInstance":[{"InvocationStatus":"Success","StartTime":"2026-06-24T07:00:02Z","FinishTime":"2026-06-24T07:00:09Z"}]}}"#,
        );
        assert_eq!(invocation.took_seconds(), Some(7));
    }

    #[test]
    fn an_old_body_is_judged_by_its_instances_and_never_by_its_old_words() {
        let invocation = one(
            r#"{"InvokeStatus":"Finished","InvokeInstances":{"InvokeInstance":[{"InvocationStatus":"Failed","InstanceInvokeStatus":"Finished"}]}}"#,
        );
        assert_eq!(invocation.verdict(), Verdict::Failed);
        let silent = one(r#"{"InvokeStatus":"Finished"}"#);
        assert_eq!(silent.verdict(), Verdict::Unknown);
    }

    #[test]
    fn instances_of_another_body_are_put_in_place_of_its_own() {
        let old =
            one(r#"{"InvokeId":"t-1","InvokeInstances":[{"InstanceId":"i-b","ExitCode":1.50}]}"#);
        let new = one(
            r#"{"InvokeId":"t-1","Newt\u00e9":[1, 2],"InvokeInstances":[{"InstanceId":"i-a"}]}"#,
        );
        let both = new.with_instances(new.instances().chain(old.instances()));
        let ids: Vec<_> = both.instances().map(|i| i.id().into_owned()).collect();
        assert_eq!(ids, ["i-a", "i-b"]);
        assert_eq!(both.record().raw("Newt\\u00e9"), Some("[1, 2]"));
        assert_eq!(
            both.instance(1).unwrap().record().raw("ExitCode"),
            Some("1.50")
        );
    }

    #[test]
    fn tags_are_read_with_empty_values() {
        let invocation = one(
            r#"{"Tags":{"Tag":[{"TagKey":"team","TagValue":"web"},{"TagKey":"x","TagValue":""}]}}"#,
        );
        let tags: Vec<_> = invocation
            .tags()
            .into_iter()
            .map(|t| (t.key, t.value))
            .collect();
        assert_eq!(
            tags,
            [("team".into(), "web".into()), ("x".into(), String::new())]
        );
    }

    #[test]
    fn named_instances_are_judged_and_shown_ones_are_seen() {
        let invocation = one(
            r#"{"InvokeInstances":{"InvokeInstance":[{"InstanceId":"i-a","InvocationStatus":"Success"},{"InstanceId":"i-b","InvocationStatus":"Failed"}]}}"#,
        );
        let (named, shown) = (Shown::Some(vec![0]), Shown::Some(vec![1]));
        let named = Row::new(invocation.clone(), Arc::default(), named, Shown::All);
        assert_eq!((named.counts().total, named.verdict()), (1, Verdict::Ok));
        let row = Row::new(invocation, Arc::default(), Shown::All, shown);
        assert_eq!((row.counts().failed, row.verdict()), (1, Verdict::Failed));
        let ids: Vec<_> = row.instances().map(|i| i.id().into_owned()).collect();
        assert_eq!(ids, ["i-b"]);
    }
}
