//! Finds names that an object holds twice: parsers differ in which of the two values counts, so none may.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde::de::{DeserializeSeed, Deserializer, Error};
use serde_json::value::RawValue;

use super::json_text::{decode, is_space, string_end};

/// Objects of more fields than this are sorted to be looked through.
const FEW: usize = 64;

/// Texts are shorter than this, in bytes.
pub(super) const LONGEST: u32 = 1 << 31;

/// An object may have this many fields. The service's have a few dozen; what has far more takes long to look through.
const MOST: usize = 10_000;

/// Objects may stand in each other this deep.
const DEEPEST: usize = 10_000;

/// The names of the objects that are being read, the innermost last.
#[derive(Debug)]
pub struct Names<'b> {
    text: &'b str,
    /// Where each name begins, behind its quote.
    starts: Vec<u32>,
    /// A number made of each name, to tell most of them apart at once; of objects with few fields alone.
    prints: Vec<u32>,
}

/// An object whose names are being read.
#[derive(Debug)]
pub struct Open {
    /// How many names of outer objects there are.
    starts: usize,
    prints: usize,
    /// A bit for each print that may be there.
    seen: [u64; 4],
}

impl<'b> Names<'b> {
    /// No names yet. All of them will be slices of `text`.
    #[must_use]
    pub fn new(text: &'b str) -> Self {
        Self {
            text,
            starts: Vec::new(),
            prints: Vec::new(),
        }
    }

    /// Begins with an object.
    #[must_use]
    pub fn open(&self) -> Open {
        Open {
            starts: self.starts.len(),
            prints: self.prints.len(),
            seen: [0; 4],
        }
    }

    /// Takes the next name of the innermost object, with its quotes.
    ///
    /// # Errors
    ///
    /// When the object has it already, or the text is too long to be pointed into.
    pub fn add<E: Error>(&mut self, open: &mut Open, quoted: &'b str) -> Result<(), E> {
        let start = self.offset(quoted) + 1;
        self.add_meant(open, &Self::meant(quoted), start)
    }

    fn add_meant<E: Error>(&mut self, open: &mut Open, name: &str, start: usize) -> Result<(), E> {
        let start = u32::try_from(start).ok().filter(|it| *it < LONGEST);
        let start = start.ok_or_else(|| E::custom("it is larger than 2 GiB"))?;
        let count = self.starts.len() - open.starts;
        if count >= MOST {
            return Err(E::custom(format!("an object has more than {MOST} fields")));
        }
        if count < FEW {
            let print = print(name.as_bytes());
            let (words, bit) = (open.seen.len(), 1 << (print >> 26));
            if let Some(word) = open.seen.get_mut(print as usize % words) {
                let may_be_there = *word & bit != 0;
                *word |= bit;
                if may_be_there && self.has(open, print, name) {
                    return Err(twice(name));
                }
            }
            self.prints.push(print);
        }
        self.starts.push(start);
        Ok(())
    }

    fn has(&self, open: &Open, print: u32, name: &str) -> bool {
        let prints = self.prints.get(open.prints..).unwrap_or_default();
        prints.contains(&print) && self.of(open).any(|other| self.name(other) == name)
    }

    /// Where a part of the text begins.
    pub(super) fn offset(&self, part: &'b str) -> usize {
        offset(self.text, part)
    }

    /// Ends with the innermost object, and lets go of its names.
    ///
    /// # Errors
    ///
    /// When the object has a name twice.
    pub fn close<E: Error>(&mut self, open: &Open) -> Result<(), E> {
        if self.starts.len() - open.starts > FEW {
            let mut sorted: Vec<u32> = self.of(open).collect();
            sorted.sort_unstable_by(|a, b| self.compare(*a, *b));
            let is_same = |pair: &&[u32]| matches!(pair, [a, b] if self.compare(*a, *b).is_eq());
            if let Some([name, _]) = sorted.windows(2).find(is_same) {
                return Err(twice(&self.name(*name)));
            }
        }
        self.starts.truncate(open.starts);
        self.prints.truncate(open.prints);
        Ok(())
    }

    /// Where the names of the innermost object begin.
    fn of(&self, open: &Open) -> impl Iterator<Item = u32> {
        self.starts
            .get(open.starts..)
            .unwrap_or_default()
            .iter()
            .copied()
    }

    /// Looks through the objects inside a JSON value, which has been read already.
    ///
    /// # Errors
    ///
    /// When one of them has a name twice, or too many stand in each other.
    pub fn inside<E: Error>(&mut self, json: &'b str) -> Result<(), E> {
        let mut objects: Vec<Open> = Vec::new();
        let mut at = 0;
        while let Some(byte) = json.as_bytes().get(at) {
            at += 1;
            match byte {
                b'{' if objects.len() == DEEPEST => {
                    return Err(E::custom(format!(
                        "more than {DEEPEST} objects stand in each other"
                    )));
                }
                b'{' => objects.push(self.open()),
                b'}' => {
                    if let Some(open) = objects.pop() {
                        self.close(&open)?;
                    }
                }
                b'"' => {
                    let end = string_end(json, at);
                    let after = json.as_bytes().get(end + 1..).unwrap_or_default();
                    let is_name = after.iter().find(|byte| !is_space(**byte)) == Some(&b':');
                    if let Some(open) = objects.last_mut().filter(|_| is_name) {
                        self.add(open, json.get(at - 1..=end).unwrap_or_default())?;
                    }
                    at = end + 1;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The name that a JSON text stands for; one that stands for none, as half a surrogate does, is what it is written as.
    #[must_use]
    pub fn meant(quoted: &str) -> Cow<'_, str> {
        decode(quoted).unwrap_or(Cow::Borrowed(quoted))
    }

    fn name(&self, start: u32) -> Cow<'b, str> {
        let start = start as usize;
        let quoted = start - 1..=string_end(self.text, start);
        Self::meant(self.text.get(quoted).unwrap_or_default())
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        self.name(a).cmp(&self.name(b))
    }
}

/// Where a part of a text begins.
pub(super) fn offset(text: &str, part: &str) -> usize {
    let start = part.as_ptr().addr();
    start.wrapping_sub(text.as_ptr().addr())
}

/// A number made of a name's ends and its length. Equal names have equal ones, and others rarely do.
fn print(name: &[u8]) -> u32 {
    let ends = match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) => {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29)
        }
        _ => name.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
    };
    let mixed = (ends ^ name.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    u32::try_from(mixed >> 32).unwrap_or_default()
}

fn twice<E: Error>(name: &str) -> E {
    E::custom(format!("the name `{name}` is there twice"))
}

/// Reads a value that nobody needs, and looks through the objects in it.
#[derive(Debug)]
pub struct Passed<'n, 'b>(pub &'n mut Names<'b>);

impl<'de> DeserializeSeed<'de> for Passed<'_, 'de> {
    /// The JSON text of it.
    type Value = &'de str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'de str, D::Error> {
        let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
        if matches!(raw.get().as_bytes().first(), Some(b'{' | b'[')) {
            self.0.inside(raw.get())?;
        }
        Ok(raw.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(json: &str) -> Result<(), String> {
        let looked: Result<(), serde_json::Error> = Names::new(json).inside(json);
        looked.map_err(|error| error.to_string())
    }

    #[test]
    fn names_are_compared_as_they_are_meant_and_within_one_object() {
        for json in [
            r#"{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}],"A":"a","d":["a","a"],"":0}"#,
            r#"{"Tag":1,"Tbg":2,"a":"a\\","b":"\":","c":"b"}"#,
            r#"{"\ud800":1,"\ud801":2}"#,
        ] {
            assert_eq!(look(json), Ok(()), "{json}");
        }
        for (json, name) in [
            (r#"{"a":1,"b":2,"a":3}"#, "a"),
            (r#"[{"":{"x":{"y":1, "y" : 2}}}]"#, "y"),
            (r#"{"InvokeId":1,"Inv\u006fkeId":2}"#, "InvokeId"),
            (r#"{"\ud800":1,"\ud800":2}"#, r#""\ud800""#),
        ] {
            assert!(
                look(json).unwrap_err().contains(&format!("`{name}`")),
                "{json}"
            );
        }
    }

    #[test]
    fn many_names_are_looked_through_too() {
        let names: Vec<String> = (0..MOST - 1)
            .map(|number| format!(r#""a{number}":0"#))
            .collect();
        let list = names.join(",");
        assert_eq!(look(&format!("{{{list},\"b\":0}}")), Ok(()));
        let more = look(&format!("{{{list},\"b\":0,\"c\":0}}"));
        assert!(more.unwrap_err().contains("more than 10000 fields"));
        assert!(
            look(&format!(r#"{{{list},"a1\u0030":1}}"#))
                .unwrap_err()
                .contains("`a10`")
        );
    }

    #[test]
    fn lists_may_be_deep_and_objects_less_so() {
        let nested = |open: &str, close: &str, depth| {
            format!("{}1{}", open.repeat(depth), close.repeat(depth))
        };
        assert_eq!(look(&nested("[", "]", 100_000)), Ok(()));
        assert_eq!(look(&nested("{\"a\":", "}", DEEPEST)), Ok(()));
        assert!(look(&nested("{\"a\":", "}", DEEPEST + 1)).is_err());
    }
}
