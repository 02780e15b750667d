//! json and jsonl: the API's names and nesting without its wrappers, with decoded texts. What invq adds stands under
//! `Derived`, where it cannot collide with a field of the service. Every other field is written as it came.

use std::borrow::Cow;

use super::fields::FieldTree;
use super::quoted::quoted;
use super::reformat::{as_it_is, compact, indent};
use super::texts::Texts;
use super::{OutputOptions, Remark, Sink};
use crate::model::column::Rows;
use crate::model::text::encode;
use crate::model::{Encoding, Instance, Invocation, Row, Text};
use crate::query::compare::{InstanceChange, compare};
use crate::query::grep::Patterns;

/// What the objects are.
#[derive(Clone, Debug, Default)]
pub struct ObjectOptions {
    /// Outputs are in them.
    pub include_output: bool,
    /// What each object is: one of an instance or a run has its invocation inside.
    pub rows: Rows,
    /// Only these fields, as dotted paths; empty for all.
    pub fields: Vec<String>,
    /// What is left out where outputs are compared.
    pub ignore: Option<Patterns>,
    /// Names of instances are left out.
    pub nameless: bool,
}

/// How objects are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonForm {
    /// One array, indented on a terminal.
    Array,
    /// One object a line.
    Lines,
}

/// Objects that are put together.
#[derive(Debug)]
pub(super) struct JsonWriter {
    form: JsonForm,
    options: OutputOptions,
    begun: bool,
}

impl JsonWriter {
    pub(super) fn new(form: JsonForm, options: OutputOptions) -> Self {
        Self {
            form,
            options,
            begun: false,
        }
    }

    pub(super) fn object(&mut self, object: &[u8], out: &mut Vec<u8>) {
        if self.form == JsonForm::Lines {
            as_it_is(object, &self.options, out);
            out.push(b'\n');
            return;
        }
        let begun = std::mem::replace(&mut self.begun, true);
        out.extend_from_slice(if begun { b",\n" } else { b"[\n" });
        if self.options.terminal {
            out.extend_from_slice(b"  ");
            let object = String::from_utf8_lossy(object);
            indent(&object, 1, self.options.raw, out);
        } else {
            out.extend_from_slice(object);
        }
    }

    /// The array of a walk that broke off stays open, so that a parser fails instead of taking a part for the whole.
    pub(super) fn end(&mut self, whole: bool, out: &mut Vec<u8>) {
        match (whole, self.begun) {
            _ if self.form == JsonForm::Lines => {}
            (true, true) => out.extend_from_slice(b"\n]\n"),
            (true, false) => out.extend_from_slice(b"[]\n"),
            (false, true) => out.push(b'\n'),
            (false, false) => out.extend_from_slice(b"[\n"),
        }
    }
}

/// Rows as objects.
#[derive(Debug)]
pub struct Json {
    objects: Objects,
    writer: JsonWriter,
}

impl Json {
    /// An array of objects, or a line for each.
    #[must_use]
    pub fn new(form: JsonForm, options: OutputOptions, objects: &ObjectOptions) -> Self {
        Self {
            objects: Objects::new(objects, options.hosts),
            writer: JsonWriter::new(form, options),
        }
    }
}

impl Sink for Json {
    fn row(&mut self, row: &Row, out: &mut Vec<u8>) {
        let writer = &mut self.writer;
        self.objects.each(row, |object| writer.object(object, out));
    }

    fn end(&mut self, whole: bool, out: &mut Vec<u8>) -> Vec<Remark> {
        self.writer.end(whole, out);
        self.objects.remarks()
    }
}

/// Writes objects into a buffer of its own, which is used again for each.
#[derive(Debug)]
struct Objects {
    include_output: bool,
    /// Names are told, known or not.
    hosts: bool,
    nameless: bool,
    rows: Rows,
    fields: Option<FieldTree>,
    ignore: Option<Patterns>,
    outputs: Texts,
    scripts: Texts,
    buffer: Vec<u8>,
}

impl Objects {
    fn new(objects: &ObjectOptions, hosts: bool) -> Self {
        Self {
            hosts,
            nameless: objects.nameless,
            include_output: objects.include_output,
            rows: objects.rows,
            fields: (!objects.fields.is_empty()).then(|| FieldTree::new(&objects.fields)),
            ignore: objects.ignore.clone(),
            outputs: Texts::new("output"),
            scripts: Texts::new("script"),
            buffer: Vec::new(),
        }
    }

    /// Whether a text of this name may be among what is kept.
    fn shows(&self, name: &str) -> bool {
        self.fields.as_ref().is_none_or(|kept| kept.may_hold(name))
    }

    /// Hands on each object that a row makes.
    fn each(&mut self, row: &Row, mut hand_on: impl FnMut(&[u8])) {
        let mut buffer = std::mem::take(&mut self.buffer);
        if self.rows == Rows::Invocations {
            buffer.clear();
            self.invocation(row, true, &mut buffer);
            hand_on(&self.kept(&buffer));
        } else {
            self.instances_of(row, |objects, instance, change| {
                buffer.clear();
                objects.member(instance, change, row, true, &mut buffer);
                hand_on(&objects.kept(&buffer));
            });
        }
        self.buffer = buffer;
    }

    /// Hands on the instances of a row and, where it is compared, what became of each; one that is in the run before alone is
    /// none of them.
    fn instances_of<'r>(
        &mut self,
        row: &'r Row,
        mut hand_on: impl FnMut(&mut Self, Option<Instance<'r>>, Option<&InstanceChange<'r>>),
    ) {
        let Some(before) = row.before() else {
            for instance in row.instances() {
                hand_on(self, Some(instance), None);
            }
            return;
        };
        for change in compare(row, before, self.ignore.as_ref()) {
            hand_on(self, change.now, Some(&change));
        }
    }

    /// The object with only the fields that are wanted.
    fn kept<'b>(&self, object: &'b [u8]) -> Cow<'b, [u8]> {
        let Some(fields) = &self.fields else {
            return Cow::Borrowed(object);
        };
        let mut kept = Vec::new();
        fields.keep(&String::from_utf8_lossy(object), &mut kept);
        Cow::Owned(kept)
    }

    fn remarks(&self) -> Vec<Remark> {
        let remarks = [self.outputs.remarks(), self.scripts.remarks()];
        remarks.into_iter().flatten().collect()
    }
}

/// Writes the fields of one object, with commas between.
struct ObjectWriter<'o> {
    out: &'o mut Vec<u8>,
    first: bool,
}

impl<'o> ObjectWriter<'o> {
    fn open(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, first: true }
    }

    /// Begins a field; `name` is as it stood between its quotes.
    fn name(&mut self, name: &str) -> &mut Vec<u8> {
        if !std::mem::replace(&mut self.first, false) {
            self.out.push(b',');
        }
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// A field with a word that needs no escapes.
    fn word(&mut self, name: &str, word: &str) {
        let out = self.name(name);
        out.push(b'"');
        out.extend_from_slice(word.as_bytes());
        out.push(b'"');
    }

    fn close(self) {
        self.out.push(b'}');
    }
}

impl Objects {
    fn invocation(&mut self, row: &Row, with_instances: bool, out: &mut Vec<u8>) {
        let (mut instances, mut tags, mut encoding) = (!with_instances, false, None);
        let mut fields = ObjectWriter::open(out);
        for (name, raw) in row.invocation().record().iter() {
            match name {
                "InvokeInstances" if !with_instances => {}
                "InvokeInstances" => {
                    instances = true;
                    self.instances(row, fields.name(name));
                }
                "Tags" => {
                    tags = true;
                    compact(row.invocation().tag_list(), fields.name(name));
                }
                "CommandContent" => {
                    let script = row.invocation().command();
                    if self.shows("CommandContent") {
                        self.scripts.count_broken(script.as_ref(), || row.id());
                    }
                    encoding = text(script, raw, false, fields.name(name));
                }
                // What an earlier invq added is worked out anew.
                "Derived" => {}
                _ => compact(raw, fields.name(name)),
            }
        }
        // A list that the service left out is empty, and easier to handle so.
        if !instances {
            self.instances(row, fields.name("InvokeInstances"));
        }
        if !tags {
            fields.name("Tags").extend_from_slice(b"[]");
        }
        derived(row, encoding, fields.name("Derived"));
        fields.close();
    }

    fn instances(&mut self, row: &Row, out: &mut Vec<u8>) {
        out.push(b'[');
        let mut is_first = true;
        self.instances_of(row, |objects, instance, change| {
            if !std::mem::replace(&mut is_first, false) {
                out.push(b',');
            }
            objects.member(instance, change, row, false, out);
        });
        out.push(b']');
    }

    fn member(
        &mut self,
        instance: Option<Instance<'_>>,
        change: Option<&InstanceChange<'_>>,
        row: &Row,
        stands_alone: bool,
        out: &mut Vec<u8>,
    ) {
        if let Some(instance) = instance {
            return self.instance(instance, change, row, stands_alone, out);
        }
        let Some(change) = change else { return };
        let mut fields = ObjectWriter::open(out);
        quoted(&change.id(), fields.name("InstanceId"));
        if stands_alone {
            self.invocation(row, false, fields.name("Invocation"));
        }
        number(None::<i64>, fields.name("ExitCode"));
        let mut derived = ObjectWriter::open(fields.name("Derived"));
        self.change(change, row, &mut derived);
        derived.close();
        fields.close();
    }

    /// What became of an instance since the run before, and how it stood there.
    fn change(&mut self, change: &InstanceChange<'_>, row: &Row, derived: &mut ObjectWriter<'_>) {
        derived.word("Change", change.change.word());
        let out = derived.name("Before");
        match change.before.zip(row.before()) {
            Some((instance, before)) => self.instance(instance, None, before, false, out),
            None => out.extend_from_slice(b"null"),
        }
    }

    /// An instance; one that stands alone has its invocation inside.
    fn instance(
        &mut self,
        instance: Instance<'_>,
        change: Option<&InstanceChange<'_>>,
        row: &Row,
        stands_alone: bool,
        out: &mut Vec<u8>,
    ) {
        if self.include_output {
            self.outputs.count_cut(row, instance);
        }
        let (verdict, took, exit_code) = instance.summary();
        let (mut has_exit_code, mut encoding) = (false, None);
        let mut fields = ObjectWriter::open(out);
        for (name, raw) in instance.record().iter() {
            match name {
                "ExitCode" => {
                    has_exit_code = true;
                    number(exit_code, fields.name(name));
                }
                "Output" if !self.include_output => {}
                "Output" => {
                    let output = instance.output();
                    if self.shows("Output") {
                        let of = || row.name_of(instance);
                        self.outputs.count_broken(output.as_ref(), of);
                    }
                    let kept = text(output, raw, instance.is_whole(), fields.name(name));
                    encoding = Some(kept.unwrap_or("text"));
                }
                "Derived" => {}
                _ => compact(raw, fields.name(name)),
            }
        }
        if stands_alone {
            self.invocation(row, false, fields.name("Invocation"));
        }
        if !has_exit_code {
            number(None::<i64>, fields.name("ExitCode"));
        }
        let mut derived = ObjectWriter::open(fields.name("Derived"));
        derived.word("Verdict", verdict.as_str());
        number(took, derived.name("TookSeconds"));
        let known = if exit_code.is_some() { "true" } else { "false" };
        derived
            .name("ExitCodeKnown")
            .extend_from_slice(known.as_bytes());
        if let Some(encoding) = encoding {
            derived.word("OutputEncoding", encoding);
        }
        match row.host_name(instance).filter(|_| !self.nameless) {
            Some(name) => quoted(&name, derived.name("Name")),
            None if self.hosts => derived.name("Name").extend_from_slice(b"null"),
            None => {}
        }
        if let Some(change) = change {
            self.change(change, row, &mut derived);
        }
        derived.close();
        fields.close();
    }
}

/// Writes a decoded text. What is not UTF-8 stays as it came, and the name of its encoding is given back.
fn text(
    decoded: Option<Text<'_>>,
    raw: &str,
    is_whole: bool,
    out: &mut Vec<u8>,
) -> Option<&'static str> {
    match decoded {
        Some(Text::Utf8(text) | Text::Broken(text)) => quoted(&text, out),
        // What was had whole from elsewhere is not what came.
        Some(Text::Bytes(bytes)) if is_whole => {
            let text = encode(&bytes, Encoding::Base64);
            out.extend_from_slice(text.as_bytes());
            return Some("base64");
        }
        Some(Text::Bytes(_)) => {
            out.extend_from_slice(raw.as_bytes());
            return Some("base64");
        }
        None => compact(raw, out),
    }
    None
}

fn number(value: Option<impl itoa::Integer>, out: &mut Vec<u8>) {
    match value {
        Some(number) => out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes()),
        None => out.extend_from_slice(b"null"),
    }
}

fn standing(row: &Row, fields: &mut ObjectWriter<'_>) {
    let (verdict, took, counts) = row.invocation().summary();
    fields.word("Verdict", verdict.as_str());
    number(took, fields.name("TookSeconds"));
    let mut instances = ObjectWriter::open(fields.name("Instances"));
    for (name, count) in [
        ("Total", counts.total),
        ("Ok", counts.ok),
        ("Failed", counts.failed),
        ("Pending", counts.pending),
        ("Cancelled", counts.cancelled),
    ] {
        number(Some(count), instances.name(name));
    }
    instances.close();
}

fn derived(row: &Row, command_encoding: Option<&str>, out: &mut Vec<u8>) {
    let mut fields = ObjectWriter::open(out);
    quoted(&row.origin().region, fields.name("Region"));
    let out = fields.name("Profile");
    match &row.origin().profile {
        Some(profile) => quoted(profile, out),
        None => out.extend_from_slice(b"null"),
    }
    // How the whole task stands is not told with one of its runs.
    if !row.invocation().is_run() {
        standing(row, &mut fields);
    }
    if let Some(encoding) = command_encoding {
        fields.word("CommandEncoding", encoding);
    }
    if let Some(before) = row.before() {
        run_before(row.invocation(), before.invocation(), fields.name("Before"));
    }
    if let Some(seen) = &row.origin().seen {
        quoted(&seen.account, fields.name("Account"));
        fields.word("SeenAt", &format!("{:.3}", seen.at));
        for (name, is) in [("WithOutput", seen.with_output), ("Gone", seen.is_gone)] {
            if is {
                fields.name(name).extend_from_slice(b"true");
            }
        }
    }
    fields.close();
}

/// The run that an invocation is compared with; its script, where that is another one.
fn run_before(now: &Invocation, before: &Invocation, out: &mut Vec<u8>) {
    let mut fields = ObjectWriter::open(out);
    for name in ["InvokeId", "CommandId", "CommandName", "CreationTime"] {
        let raw = before.record().raw(name).unwrap_or("null");
        compact(raw, fields.name(name));
    }
    let bytes = |of: &Invocation| of.command().map(Text::into_bytes);
    if bytes(now) != bytes(before) {
        let raw = before.record().raw("CommandContent").unwrap_or("null");
        let encoding = text(before.command(), raw, false, fields.name("CommandContent"));
        fields.word("CommandEncoding", encoding.unwrap_or("text"));
    }
    fields.close();
}
