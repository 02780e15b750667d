//! `--json=FIELDS`: of each object only these fields, nested as before; paths map over arrays. Values are copied as they
//! stand, so that no number loses a digit.

use std::collections::HashMap;

use serde_json::value::RawValue;

/// The fields to keep, as a tree: no branches below a field keep all of it.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldTree {
    branches: Vec<Branch>,
}

#[derive(Clone, Debug)]
struct Branch {
    name: String,
    below: FieldTree,
}

impl FieldTree {
    /// From dotted paths.
    pub(super) fn new(paths: &[String]) -> Self {
        let mut fields = Self::default();
        for path in paths {
            fields.add(&mut path.split('.'));
        }
        fields
    }

    /// Whether a field of this name is among them, or may be inside one that is kept whole.
    pub(super) fn may_hold(&self, name: &str) -> bool {
        let around = match name {
            "Output" => "InvokeInstances",
            _ => "Invocation",
        };
        let holds = |branch: &Branch| {
            let inside = branch.name == around && branch.below.branches.is_empty();
            inside || branch.name == name || branch.below.may_hold(name)
        };
        self.branches.iter().any(holds)
    }

    fn add<'p>(&mut self, path: &mut impl Iterator<Item = &'p str>) {
        let Some(name) = path.next() else {
            // The path ends here: everything below is kept, whatever a longer path asks for.
            self.branches.clear();
            return;
        };
        if let Some(branch) = self.branches.iter_mut().find(|branch| branch.name == name) {
            // A field that is kept whole stays whole.
            if !branch.below.branches.is_empty() {
                branch.below.add(path);
            }
            return;
        }
        let mut below = Self::default();
        below.add(path);
        self.branches.push(Branch {
            name: name.to_owned(),
            below,
        });
    }

    /// Writes the same JSON with only these fields. What cannot be read is written whole.
    pub(super) fn keep(&self, json: &str, out: &mut Vec<u8>) {
        if self.branches.is_empty() {
            out.extend_from_slice(json.as_bytes());
        } else if let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(json) {
            out.push(b'[');
            for (index, item) in list.into_iter().enumerate() {
                separate(index > 0, out);
                self.keep(item.get(), out);
            }
            out.push(b']');
        } else if let Ok(object) = serde_json::from_str::<HashMap<String, &RawValue>>(json) {
            self.keep_of(&object, out);
        } else {
            // A path goes on below something that has nothing below it.
            out.extend_from_slice(json.as_bytes());
        }
    }

    fn keep_of(&self, object: &HashMap<String, &RawValue>, out: &mut Vec<u8>) {
        out.push(b'{');
        let mut any = false;
        for branch in &self.branches {
            if let Some(value) = object.get(&branch.name) {
                separate(std::mem::replace(&mut any, true), out);
                let name = serde_json::Value::from(branch.name.as_str());
                out.extend_from_slice(format!("{name}:").as_bytes());
                branch.below.keep(value.get(), out);
            }
        }
        out.push(b'}');
    }
}

fn separate(due: bool, out: &mut Vec<u8>) {
    if due {
        out.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(paths: &[&str], json: &str) -> String {
        let paths: Vec<String> = paths.iter().map(|&path| path.to_owned()).collect();
        let fields = FieldTree::new(&paths);
        let mut out = Vec::new();
        fields.keep(json, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn paths_map_over_arrays_and_keep_their_nesting() {
        let json = r#"{"A":1,"L":[{"X":1,"Y":2},{"Y":3}],"D":{"V":"ok","W":0}}"#;
        assert_eq!(
            kept(&["L.Y", "D.V", "A"], json),
            r#"{"L":[{"Y":2},{"Y":3}],"D":{"V":"ok"},"A":1}"#
        );
    }

    #[test]
    fn a_whole_field_beats_a_part_of_it() {
        let json = r#"{"D":{"V":"ok","W":0}}"#;
        assert_eq!(kept(&["D.V", "D"], json), json);
        assert_eq!(kept(&["D", "D.V"], json), json);
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let json = r#"{"A":1,"D":{"V":2}}"#;
        assert_eq!(kept(&["A", "B", "D.X"], json), r#"{"A":1,"D":{}}"#);
    }
}
