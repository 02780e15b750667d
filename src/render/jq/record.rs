//! A record of the result as programs see it: its JSON text, taken apart only as far as a program looks.
//!
//! Most programs look at a few fields of each record. Values for all the others would cost several times what the whole
//! walk does, in time and in memory.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use bstr::ByteSlice as _;
use bytes::Bytes;
use jaq_json::{Val, read};

use super::places::{self, Field};
use super::value::Value;

/// Why a record could not be read, the first time that happened.
#[derive(Clone, Debug, Default)]
pub(super) struct Trouble(Rc<OnceCell<String>>);

impl Trouble {
    fn note(&self, error: &str) {
        self.0
            .get_or_init(|| format!("a record cannot be read: {error}"));
    }

    /// What there is to tell.
    pub(super) fn told(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }
}

/// The JSON text of a value, a slice of its page.
#[derive(Clone, Debug)]
struct Text {
    json: Bytes,
    trouble: Trouble,
}

impl Text {
    fn part(&self, place: &Range<usize>) -> Self {
        Self {
            json: self.json.slice(place.clone()),
            trouble: self.trouble.clone(),
        }
    }

    /// The value, with objects not taken apart.
    fn open(self) -> Value {
        if self.json.starts_with(b"{") {
            return Value::Record(Rc::new(Record::new(self)));
        }
        let values = places::values(&self.json);
        match values.filter(|_| !places::is_deep(&self.json)) {
            Some(places) => places.iter().map(|place| self.part(place).open()).collect(),
            None => Value::Plain(self.read()),
        }
    }

    /// The whole value. When it cannot be read there will be no result, so what is given back does not matter.
    fn read(&self) -> Val {
        if places::is_deep(&self.json) {
            self.trouble.note("it is nested too deep");
            return Val::Null;
        }
        self.read_level()
    }

    /// Reads what may stand in something else. Texts without escapes stay slices of the page.
    fn read_level(&self) -> Val {
        if let Some(fields) = places::fields(&self.json) {
            let field = |field: &Field| {
                let name = Val::utf8_str(self.json.slice(field.name.clone()));
                (name, self.part(&field.value).read_level())
            };
            return Val::obj(fields.iter().map(field).collect());
        }
        if let Some(values) = places::values(&self.json) {
            return values
                .iter()
                .map(|place| self.part(place).read_level())
                .collect();
        }
        if let Some(place) = places::plain_text(&self.json) {
            return Val::utf8_str(self.json.slice(place));
        }
        read::parse_single(&self.json).unwrap_or_else(|error| {
            self.trouble.note(&error.to_string());
            Val::Null
        })
    }
}

/// One JSON object.
#[derive(Debug)]
pub(super) struct Record {
    text: Text,
    /// `None` if it takes more than a look to tell the fields.
    fields: OnceCell<Option<Vec<Field>>>,
    whole: OnceCell<Val>,
}

impl Record {
    fn new(text: Text) -> Self {
        Self {
            text,
            fields: OnceCell::new(),
            whole: OnceCell::new(),
        }
    }

    /// The records of a page, one a line.
    pub(super) fn each(page: &Bytes, trouble: &Trouble) -> impl Iterator<Item = Value> {
        page.lines().map(|line| {
            let (json, trouble) = (page.slice_ref(line), trouble.clone());
            Value::Record(Rc::new(Self::new(Text { json, trouble })))
        })
    }

    /// The object as it was written.
    pub(super) fn text(&self) -> &[u8] {
        &self.text.json
    }

    /// Whether it has no fields.
    pub(super) fn is_empty(&self) -> bool {
        self.text() == b"{}"
    }

    /// The value of a field.
    pub(super) fn field(&self, name: &Val) -> Option<Value> {
        let (Val::TStr(wanted) | Val::BStr(wanted)) = name else {
            return None;
        };
        let json = self.text();
        let Some(fields) = self.fields.get_or_init(|| places::fields(json)) else {
            let Val::Obj(object) = self.whole() else {
                return None;
            };
            return object.get(name).cloned().map(Value::Plain);
        };
        let named = |field: &&Field| json.get(field.name.clone()) == Some(wanted);
        // Of fields with the same name the last one counts.
        let field = fields.iter().rev().find(named)?;
        Some(self.text.part(&field.value).open())
    }

    /// All of it, for those who look more than once.
    pub(super) fn whole(&self) -> &Val {
        self.whole.get_or_init(|| self.text.read())
    }

    /// All of it, for those who look once or change it.
    pub(super) fn read(&self) -> Val {
        let kept = self.whole.get().cloned();
        kept.unwrap_or_else(|| self.text.read())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(page: &str) -> (Vec<Rc<Record>>, Trouble) {
        let (page, trouble) = (Bytes::from(page.to_owned()), Trouble::default());
        let records = Record::each(&page, &trouble).filter_map(|value| match value {
            Value::Record(record) => Some(record),
            _ => None,
        });
        (records.collect(), trouble)
    }

    fn field(record: &str, name: &str) -> Option<String> {
        let (records, _) = records(record);
        let value = records[0].field(&Val::utf8_str(name.to_owned()));
        value.map(|value| value.to_string())
    }

    #[test]
    fn a_record_is_a_line() {
        let (records, _) = records("{\"a\":1}\n{\"é\":[2]}\n");
        let texts: Vec<_> = records.iter().map(|record| record.text()).collect();
        assert_eq!(texts, [r#"{"a":1}"#, r#"{"é":[2]}"#].map(str::as_bytes));
        assert_eq!(records[1].whole().to_string(), r#"{"é":[2]}"#);
    }

    #[test]
    fn fields_are_found_by_name() {
        let json = r#"{"a":{"b":1},"b":null,"é":["x",{"y":[]}],"c":1.50,"d":18446744073709551616}"#;
        assert_eq!(field(json, "a").unwrap(), r#"{"b":1}"#);
        assert_eq!(field(json, "b").unwrap(), "null");
        assert_eq!(field(json, "é").unwrap(), r#"["x",{"y":[]}]"#);
        assert_eq!(field(json, "c").unwrap(), "1.50");
        assert_eq!(field(json, "d").unwrap(), "18446744073709551616");
        assert_eq!(field(json, "y"), None);
    }

    #[test]
    fn the_last_of_fields_with_the_same_name_counts() {
        assert_eq!(field(r#"{"a":1,"b":2,"a":3}"#, "a").unwrap(), "3");
    }

    #[test]
    fn names_with_escapes_are_decoded() {
        let json = r#"{"\u0061":1,"b\"":2,"b":3}"#;
        assert_eq!(field(json, "a").unwrap(), "1");
        assert_eq!(field(json, "b\"").unwrap(), "2");
        assert_eq!(field(json, "b").unwrap(), "3");
    }

    #[test]
    fn what_cannot_be_read_is_told_once_it_is_looked_at() {
        let deep = format!(
            r#"{{"a":1,"b":{{"c":{}1{}}}}}"#,
            "[".repeat(200),
            "]".repeat(200)
        );
        for (json, told) in [
            (r#"{"a":1,"b":"\ud800"}"#, "a record cannot be read: "),
            (&deep, "a record cannot be read: it is nested too deep"),
        ] {
            let (records, trouble) = records(json);
            records[0].field(&Val::utf8_str("a"));
            assert_eq!(trouble.told(), None, "{json}");
            let b = records[0].field(&Val::utf8_str("b"));
            b.map(Value::into_val);
            assert!(trouble.told().unwrap().starts_with(told), "{trouble:?}");
        }
    }
}
