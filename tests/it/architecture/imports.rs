//! Which file of `src` uses what of which other file: paths are followed through modules and re-exports to the file that
//! defines the item. Code under `#[cfg(test)]` is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, File, Item, ItemMod, ItemUse, Macro, UseTree, Visibility};

/// One import: the file that uses something, the file that defines it, and the name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: String,
    pub to: String,
    pub name: String,
}

/// A module with a file of its own.
struct Module {
    file: String,
    /// Types, traits, functions, constants and macros that the file defines.
    items: BTreeSet<String>,
    /// Types and traits alone, those inside functions too.
    types: BTreeSet<String>,
    /// What `use` brings into the module: the name there, the path, and whether it is a re-export.
    uses: Vec<(String, Vec<String>, bool)>,
    /// Every path in its code, `use` left out.
    paths: BTreeSet<Vec<String>>,
}

/// The modules of the crate by their paths; the root has an empty one.
pub struct Crate(BTreeMap<Vec<String>, Module>);

impl Crate {
    pub fn read() -> Self {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut modules = BTreeMap::new();
        read(&src, &src.join("lib.rs"), &mut Vec::new(), &mut modules);
        Self(modules)
    }

    pub fn imports(&self) -> BTreeSet<Import> {
        let mut imports = BTreeSet::new();
        for (path, module) in &self.0 {
            let used = |name: &String| module.paths.iter().any(|path| path.first() == Some(name));
            let named = module.uses.iter();
            // A re-export is no import of its own module, unless that uses it.
            let named = named.filter(|(name, _, public)| !public || used(name));
            // One word alone may be a variable. An item of another file would be imported.
            let inside = module.paths.iter().filter(|path| path.len() > 1);
            for target in named.map(|(_, target, _)| target).chain(inside) {
                let found = self.defining(path, target, 0);
                imports.extend(found.filter(|(file, _)| *file != module.file).map(
                    |(file, name)| Import {
                        from: module.file.clone(),
                        to: file.to_owned(),
                        name,
                    },
                ));
            }
        }
        imports
    }

    /// The names of types and traits that several files define, with those files.
    pub fn doubled_types(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for module in self.0.values() {
            for name in &module.types {
                files.entry(name).or_default().push(&module.file);
            }
        }
        files.retain(|_, files| files.len() > 1);
        files
    }

    /// The file that defines what a path in a module means, and the name of the item; nothing for what is of another crate.
    fn defining(&self, module: &[String], path: &[String], depth: usize) -> Option<(&str, String)> {
        let (first, after) = path.split_first()?;
        let (mut at, mut rest) = match first.as_str() {
            "crate" => (Vec::new(), after),
            "self" => (module.to_vec(), after),
            "super" => (module.split_last()?.1.to_vec(), after),
            _ => (module.to_vec(), path),
        };
        while let Some((next, after)) = rest.split_first() {
            if next == "super" {
                at.pop()?;
            } else {
                at.push(next.clone());
                if !self.0.contains_key(&at) {
                    at.pop();
                    return self.item(&at, rest, depth);
                }
            }
            rest = after;
        }
        // The module itself, as in `use super::client;`.
        Some((&self.0.get(&at)?.file, "self".to_owned()))
    }

    /// The file that defines the item which `path` begins with, looked for in one module and in what that imports.
    fn item(&self, module: &[String], path: &[String], depth: usize) -> Option<(&str, String)> {
        let (name, rest) = path.split_first()?;
        let found = self.0.get(module)?;
        if found.items.contains(name) {
            return Some((&found.file, name.clone()));
        }
        // Two names for each other would never end.
        if depth > 8 {
            return None;
        }
        let of_name = found.uses.iter().filter(|(known, ..)| known == name);
        let globs = found.uses.iter().filter(|(known, ..)| known == "*");
        of_name.chain(globs).find_map(|(known, target, _)| {
            let own = (known == "*").then_some(name);
            let whole: Vec<String> = target.iter().chain(own).chain(rest).cloned().collect();
            // `use url::Url` in a module that is called `url` means the crate.
            (whole != path).then(|| self.defining(module, &whole, depth + 1))?
        })
    }
}

fn read(
    src: &Path,
    file: &PathBuf,
    path: &mut Vec<String>,
    modules: &mut BTreeMap<Vec<String>, Module>,
) {
    let text = fs::read_to_string(file).unwrap();
    let syntax: File = syn::parse_file(&text).unwrap();
    let mut module = Module {
        file: file.strip_prefix(src).unwrap().display().to_string(),
        items: BTreeSet::new(),
        types: BTreeSet::new(),
        uses: Vec::new(),
        paths: BTreeSet::new(),
    };
    for item in &syntax.items {
        module.items.extend(name_of(item));
    }
    module.visit_file(&syntax);
    modules.insert(path.clone(), module);
    let stem = file.file_stem().unwrap();
    let folder = match stem.to_str() {
        Some("lib" | "mod") => file.parent().unwrap().to_owned(),
        _ => file.with_extension(""),
    };
    for item in &syntax.items {
        let Item::Mod(ItemMod {
            ident,
            content: None,
            attrs,
            ..
        }) = item
        else {
            continue;
        };
        if is_test(attrs) {
            continue;
        }
        let flat = folder.join(format!("{ident}.rs"));
        let inside = folder.join(ident.to_string()).join("mod.rs");
        let child = if flat.exists() { flat } else { inside };
        path.push(ident.to_string());
        read(src, &child, path, modules);
        path.pop();
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => {
            list.tokens.clone().into_iter().any(|token| {
                let text = token.to_string();
                text == "test" || text.starts_with("(test")
            })
        }
        _ => false,
    })
}

fn name_of(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(it) => &it.ident,
        Item::Enum(it) => &it.ident,
        Item::Fn(it) => &it.sig.ident,
        Item::Macro(it) => it.ident.as_ref()?,
        Item::Static(it) => &it.ident,
        Item::Struct(it) => &it.ident,
        Item::Trait(it) => &it.ident,
        Item::Type(it) => &it.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Trait(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test(attributes(item)) {
            return;
        }
        if let Item::Enum(_) | Item::Struct(_) | Item::Trait(_) | Item::Type(_) = item {
            self.types.extend(name_of(item));
        }
        visit::visit_item(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let public = !matches!(item.vis, Visibility::Inherited);
        flatten(&item.tree, &mut Vec::new(), public, &mut self.uses);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter();
        let segments = segments.map(|segment| segment.ident.to_string());
        self.paths.insert(segments.collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        paths_in(item.tokens.clone(), &mut self.paths);
        visit::visit_macro(self, item);
    }
}

/// Inside a macro there are only tokens: words joined by `::`. A word after a dot is a field or a method.
fn paths_in(tokens: TokenStream, paths: &mut BTreeSet<Vec<String>>) {
    let mut path: Vec<String> = Vec::new();
    // What stands before the next token: `.`, `:`, or anything else.
    let mut before = ' ';
    for token in tokens {
        let sign = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match token {
            TokenTree::Ident(word) if before == ':' && !path.is_empty() => {
                path.push(word.to_string());
            }
            TokenTree::Ident(word) if before != '.' => {
                paths.insert(std::mem::replace(&mut path, vec![word.to_string()]));
            }
            TokenTree::Group(group) => paths_in(group.stream(), paths),
            TokenTree::Punct(_) if sign == ':' => {}
            _ => drop(paths.insert(std::mem::take(&mut path))),
        }
        before = sign;
    }
    paths.insert(path);
}

fn flatten(
    tree: &UseTree,
    before: &mut Vec<String>,
    public: bool,
    uses: &mut Vec<(String, Vec<String>, bool)>,
) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, public, uses);
            before.pop();
        }
        UseTree::Name(name) if name.ident == "self" => {
            let last = before.last().cloned().unwrap_or_default();
            uses.push((last, before.clone(), public));
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            let whole = before.iter().cloned().chain([name.clone()]);
            uses.push((name, whole.collect(), public));
        }
        UseTree::Rename(it) => {
            let own = (it.ident != "self").then(|| it.ident.to_string());
            let whole = before.iter().cloned().chain(own);
            uses.push((it.rename.to_string(), whole.collect(), public));
        }
        UseTree::Glob(_) => uses.push(("*".to_owned(), before.clone(), public)),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, before, public, uses);
            }
        }
    }
}
