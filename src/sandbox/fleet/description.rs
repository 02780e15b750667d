//! Invocations described with relative times, and what an answer says of them at a moment.

use std::collections::HashMap;
use std::mem::discriminant;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ids::later;
use super::object::{Object, instances_mut, text};
use super::output::Output;
use super::status::{self, Status};
use crate::sandbox::params::is_among;

/// The fields of an answer in their order, with the values that they have where nothing else is said. `null` stands for a
/// field that is left out.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Defaults {
    invocation: Object,
    instance: Object,
    /// The sentence of each `ErrorCode`.
    error_info: HashMap<String, String>,
}

static DEFAULTS: LazyLock<Defaults> = LazyLock::new(|| {
    // A test reads them, so unreadable ones cannot be shipped.
    serde_json::from_str(include_str!("defaults.json")).unwrap_or_default()
});

/// Fields that follow from the steps and cannot be given.
const COMPUTED: &str = "InvocationStatus InvokeStatus InstanceInvokeStatus Timed Dropped Repeats ErrorInfo CreationTime \
    StartTime FinishTime StopTime UpdateTime";

/// The status of a task that waits for its next run.
const SCHEDULED: &str = "Scheduled";

/// An invocation. The module above says what each field means.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Description {
    pub age: i64,
    #[serde(default)]
    pub regions: Vec<String>,
    #[serde(default)]
    pub invoke_instances: Instances,
    /// The fields that an answer has.
    #[serde(flatten)]
    pub fields: Object,
}

/// The list of instances with the wrapper that the API puts around it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Instances {
    pub invoke_instance: Vec<Instance>,
}

/// An instance of an invocation, or one run on it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Instance {
    pub steps: Vec<(i64, String)>,
    pub output: Output,
    pub delivered: Option<Output>,
    pub printed: Vec<(i64, usize)>,
    pub runs: Vec<Instance>,
    /// The fields that an answer has.
    #[serde(flatten)]
    pub fields: Object,
}

/// When an answer is given, and what of a record it tells.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// When the server started.
    pub start: Timestamp,
    /// The time of the answer.
    pub now: Timestamp,
    /// Whether outputs are told.
    pub output: bool,
    /// Whether each run of a task that repeats is told, the newest first, in place of its instances.
    pub history: bool,
}

impl Description {
    /// Reads one, with the fields that are known and no others.
    pub fn read(mut value: Value) -> Result<Self, String> {
        spread(&mut value);
        let read: Self = serde_json::from_value(value).map_err(|error| error.to_string())?;
        check(&read.fields, &DEFAULTS.invocation)?;
        for instance in &read.invoke_instances.invoke_instance {
            for each in instance.runs.iter().chain([instance]) {
                check(&each.fields, &DEFAULTS.instance)?;
                if let Some((_, word)) = each.steps.iter().find(|(_, word)| !Status::is_known(word))
                {
                    return Err(format!("unknown status `{word}`"));
                }
            }
        }
        Ok(read)
    }

    /// When it was created.
    pub fn created(&self, start: Timestamp) -> Timestamp {
        later(start, -self.age)
    }

    /// The invocation at a moment, its texts in Base64.
    pub fn at(&self, moment: &Moment) -> Object {
        let created = self.created(moment.start);
        let mut record = merged(&DEFAULTS.invocation, &self.fields);
        let automatic = !matches!(text(&record, "RepeatMode"), "Once" | "DryRun");
        let instances = self.invoke_instances.invoke_instance.iter();
        let states = instances.map(|each| each.at(moment, created, automatic));
        let (statuses, lists): (Vec<&str>, Vec<Vec<Object>>) = states.unzip();
        let mut list = lists.concat();
        if moment.history {
            list.sort_by(|a, b| text(b, "UpdateTime").cmp(text(a, "UpdateTime")));
        }
        let timed = automatic && statuses.iter().any(|word| !Status::of(word).is_final());
        let script = STANDARD.encode(text(&record, "CommandContent"));
        set(&mut record, "CommandContent", script);
        set(&mut record, "InvocationStatus", status::overall(&statuses));
        set(&mut record, "InvokeStatus", status::old_overall(&statuses));
        set(&mut record, "Timed", timed);
        set(&mut record, "CreationTime", written(created));
        let list = json!({ "InvokeInstance": list });
        set(&mut record, "InvokeInstances", list);
        set(&mut record, "About", Value::Null);
        record.retain(|_, value| !value.is_null());
        record
    }
}

impl Instance {
    /// Its status, and what is told of it: its latest state or each of its runs.
    fn at(&self, moment: &Moment, created: Timestamp, automatic: bool) -> (&str, Vec<Object>) {
        let Some(before) = self.runs.len().checked_sub(1) else {
            let (status, state) = self.state(moment, created, automatic);
            return (status, vec![state]);
        };
        let skipped = if moment.history { 0 } else { before };
        let mut told = Vec::new();
        for (number, run) in (1..).zip(&self.runs).skip(skipped) {
            let (_, mut state) = run.state(moment, created, automatic);
            set(&mut state, "InstanceId", text(&self.fields, "InstanceId"));
            set(&mut state, "Repeats", number);
            if !moment.history {
                // It waits for the next run.
                set_status(&mut state, SCHEDULED, automatic);
            }
            told.push(state);
        }
        (SCHEDULED, told)
    }

    fn state(&self, moment: &Moment, created: Timestamp, automatic: bool) -> (&str, Object) {
        let mut state = merged(&DEFAULTS.instance, &self.fields);
        let (mut word, mut updated) = ("Pending", created);
        for (after, step) in &self.steps {
            let time = later(created, *after);
            if time > moment.now {
                break;
            }
            (word, updated) = (step, time);
            for name in &Status::of(word).reaches {
                set(&mut state, name, written(time));
            }
        }
        let status = Status::of(word);
        set(&mut state, "CreationTime", written(created));
        set(&mut state, "UpdateTime", written(updated));
        let started = !text(&state, "StartTime").is_empty();
        let code = match status.error_code.as_str() {
            "" if word != "Success" && status.is_final() => text(&state, "ErrorCode"),
            code => code,
        };
        let info = DEFAULTS.error_info.get(code).cloned().unwrap_or_default();
        let code = code.to_owned();
        set(&mut state, "ErrorCode", code);
        set(&mut state, "ErrorInfo", info);
        match word {
            "Success" if started => set(&mut state, "ExitCode", 0),
            "Failed" => {}
            _ => set(&mut state, "ExitCode", Value::Null),
        }
        set(&mut state, "Repeats", i64::from(started));
        if started {
            let is_open = !status.is_final();
            let early = is_open.then(|| self.lines_at(moment, created));
            self.print(&mut state, moment, automatic, early);
        } else if moment.output {
            set(&mut state, "Output", "");
        }
        set_status(&mut state, word, automatic);
        state.retain(|_, value| !value.is_null());
        (word, state)
    }

    /// How many lines it printed so far.
    fn lines_at(&self, moment: &Moment, created: Timestamp) -> usize {
        let so_far = |(after, _): &&(i64, usize)| later(created, *after) <= moment.now;
        let last = self.printed.iter().take_while(so_far).last();
        let all = if self.printed.is_empty() {
            usize::MAX
        } else {
            0
        };
        last.map_or(all, |(_, lines)| *lines)
    }

    /// Tells what the service kept of what it printed; while it runs, `early` of its lines as far as they were sent.
    fn print(&self, state: &mut Object, moment: &Moment, automatic: bool, early: Option<usize>) {
        let dropped = if early.is_some() {
            0
        } else {
            self.output.dropped()
        };
        set(state, "Dropped", dropped);
        if moment.output {
            // Runs of scheduled tasks and short ones send it at their end only.
            let (start, finish) = (text(state, "StartTime"), text(state, "FinishTime"));
            let sent_early = finish.is_empty() || (!automatic && finish > start);
            let told = match early {
                Some(lines) => self.output.early(lines).into(),
                None => self.output.kept(sent_early),
            };
            set(state, "Output", STANDARD.encode(told));
        }
    }
}

/// Gives every instance the fields of `Each` that it does not have itself.
fn spread(value: &mut Value) {
    let Some(body) = value.as_object_mut() else {
        return;
    };
    let Some(each) = body.get("Each").and_then(Value::as_object).cloned() else {
        return;
    };
    body.shift_remove("Each");
    for instance in instances_mut(body) {
        for (name, value) in &each {
            instance.entry(name).or_insert_with(|| value.clone());
        }
    }
}

fn set_status(state: &mut Object, word: &str, automatic: bool) {
    let status = Status::of(word);
    set(state, "InvocationStatus", word);
    set(state, "InstanceInvokeStatus", status.old.as_str());
    set(state, "Timed", automatic && !status.is_final());
}

/// Sets a field that `DEFAULTS` have, so that it stands at its place.
fn set(object: &mut Object, name: &str, value: impl Into<Value>) {
    if let Some(field) = object.get_mut(name) {
        *field = value.into();
    }
}

fn merged(defaults: &Object, fields: &Object) -> Object {
    let mut merged = defaults.clone();
    for (name, value) in fields {
        set(&mut merged, name, value.clone());
    }
    merged
}

/// Refuses a field that no description has, and a value of another type than an answer has there.
fn check(fields: &Object, known: &Object) -> Result<(), String> {
    for (name, value) in fields {
        match known.get(name).filter(|_| !is_among(COMPUTED, name)) {
            None => return Err(format!("unknown field `{name}`")),
            Some(usual) if !usual.is_null() && discriminant(usual) != discriminant(value) => {
                return Err(format!("`{name}` is of another type than in an answer"));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// A time as the service writes it: UTC, whole seconds.
pub fn written(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
