//! Reads the source of a package: its modules as files, and the names that each of them uses. Code of tests is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A package of the workspace.
pub struct Package {
    /// As its code is named in other packages.
    pub name: &'static str,
    pub modules: BTreeMap<ModulePath, Module>,
}

/// The names from the crate's root to a module; empty for the root. The binary's root is `main`.
pub type ModulePath = Vec<String>;

/// A file of code.
pub struct Module {
    pub path: ModulePath,
    /// From the top of the repository.
    pub file: String,
    pub text: String,
    /// The paths that the code names, as they are written but without groups and `self`, each with its line.
    pub names: Vec<(Vec<String>, usize)>,
    /// What macros and methods are called, with the line.
    pub calls: Vec<(String, usize)>,
    /// Struct, enum, union, trait and alias names, with the line.
    pub types: Vec<(String, usize)>,
    /// What `use` brings in: the name here, and its path; `*` for all names of a module.
    imports: Vec<(String, Vec<String>)>,
    children: BTreeSet<String>,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All packages of the workspace.
pub fn packages() -> &'static [Package; 8] {
    static PACKAGES: LazyLock<[Package; 8]> = LazyLock::new(|| {
        [
            ("avro_resolve", "crates/avro-resolve/src"),
            ("avro_columns", "crates/avro-columns/src"),
            ("movie_logs", "crates/movie-logs/src"),
            ("schema_registry", "crates/schema-registry/src"),
            ("kafka_batches", "crates/kafka-batches/src"),
            ("_native", "bindings/python/src"),
            ("playground_engine", "playground/engine/src"),
            ("avrocheck", "src"),
        ]
        .map(|(name, directory)| Package::read(name, directory))
    });
    &PACKAGES
}

impl Package {
    fn read(name: &'static str, directory: &str) -> Package {
        let mut package = Package { name, modules: BTreeMap::new() };
        let directory = root().join(directory);
        package.add(Vec::new(), &directory.join("lib.rs"), &directory);
        let main = directory.join("main.rs");
        if main.exists() {
            package.add(vec!["main".to_owned()], &main, &directory);
        }
        package
    }

    /// Adds the module of a file and those below it, whose files lie in `directory`.
    fn add(&mut self, path: ModulePath, file: &Path, directory: &Path) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let relative = file.strip_prefix(root()).expect("it is in the repository");
        let mut reader = Reader::default();
        reader.visit_file(&syntax);
        for (child, file) in &reader.files {
            let candidates = match file {
                Some(file) => vec![file_beside(directory, file)],
                None => vec![directory.join(format!("{child}.rs")), directory.join(child).join("mod.rs")],
            };
            let file = candidates.iter().find(|file| file.exists());
            let file = file.unwrap_or_else(|| panic!("no file of {child} in {}", directory.display()));
            // Modules of the binary's root are named from the crate's root.
            let mut below = if path == ["main"] { Vec::new() } else { path.clone() };
            below.push(child.clone());
            self.add(below, file, &directory.join(child));
        }
        let module = Module {
            path: path.clone(),
            file: relative.to_string_lossy().replace('\\', "/"),
            names: reader.names,
            calls: reader.calls,
            types: reader.types,
            imports: reader.imports,
            children: reader.files.into_iter().map(|(name, _)| name).collect(),
            text,
        };
        self.modules.insert(path, module);
    }

    /// The modules whose code a module names, with a line where it does: where a name is passed on by `use`, the module that has it.
    pub fn uses(&self, module: &Module) -> BTreeMap<ModulePath, usize> {
        let mut found = BTreeMap::new();
        for (name, line) in &module.names {
            if let Some(target) = self.target(module, name).filter(|target| *target != module.path) {
                found.entry(target).or_insert(*line);
            }
        }
        found
    }

    /// The module that a path leads to, if it is one of this package.
    fn target(&self, module: &Module, name: &[String]) -> Option<ModulePath> {
        let mut path = self.absolute(module, name)?;
        // Names that are passed on lead further; they do not lead in circles, but a bound is cheap.
        for _ in 0..16 {
            let length = (0..=path.len()).rev().find(|&length| self.modules.contains_key(&path[..length]))?;
            let (at, rest) = path.split_at(length);
            match rest.first().and_then(|name| self.passed_on(&self.modules[at], name)) {
                Some(further) => path = [further, rest[1..].to_vec()].concat(),
                None => return Some(at.to_vec()),
            }
        }
        None
    }

    /// The path from the crate's root of a name that a module brings in from elsewhere.
    fn passed_on(&self, module: &Module, name: &str) -> Option<Vec<String>> {
        let has = |(known, _): &&(String, usize)| known == name;
        if module.types.iter().any(|known| has(&known)) {
            return None;
        }
        let named = module.imports.iter().find(|(known, _)| known == name);
        if let Some((_, path)) = named {
            return self.absolute(module, path);
        }
        let globs = module.imports.iter().filter(|(known, _)| known == "*");
        globs.filter_map(|(_, path)| self.absolute(module, path)).find_map(|path| {
            let from = self.modules.get(&path)?;
            from.types.iter().any(|known| has(&known)).then(|| [path, vec![name.to_owned()]].concat())
        })
    }

    /// A path as written in a module, from the crate's root; none if it leads out of the crate or to a name of the module's own.
    fn absolute(&self, module: &Module, name: &[String]) -> Option<Vec<String>> {
        let (first, rest) = name.split_first()?;
        let mut path = module.path.clone();
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            own if own == self.name => Some(rest.to_vec()),
            "self" => Some([path, rest.to_vec()].concat()),
            "super" => {
                path.pop();
                let mut rest = rest;
                while let Some((first, more)) = rest.split_first().filter(|(first, _)| *first == "super") {
                    debug_assert_eq!(first, "super");
                    path.pop();
                    rest = more;
                }
                Some([path, rest.to_vec()].concat())
            }
            child if module.children.contains(child) => {
                let path = if path == ["main"] { Vec::new() } else { path };
                Some([path, name.to_vec()].concat())
            }
            _ => None,
        }
    }
}

fn file_beside(directory: &Path, file: &str) -> PathBuf {
    directory.parent().unwrap_or(directory).join(file)
}

/// Collects what a file declares and names.
#[derive(Default)]
struct Reader {
    names: Vec<(Vec<String>, usize)>,
    calls: Vec<(String, usize)>,
    types: Vec<(String, usize)>,
    imports: Vec<(String, Vec<String>)>,
    /// Modules in files of their own, with what `#[path]` says.
    files: Vec<(String, Option<String>)>,
    /// How many modules are around the code within the file.
    inline: usize,
}

impl Reader {
    /// A path in a module within the file is one of the file: what leads out of the inner module has as many `super` less.
    fn name(&mut self, path: Vec<String>, line: usize) -> Vec<String> {
        let supers = path.iter().take_while(|name| *name == "super").count();
        let path = match supers {
            0 => path,
            _ if supers <= self.inline => [vec!["self".to_owned()], path[supers..].to_vec()].concat(),
            _ => path[self.inline..].to_vec(),
        };
        self.names.push((path.clone(), line));
        path
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let line = tree.span().start().line;
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &[before, &[path.ident.to_string()]].concat()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before)),
            syn::UseTree::Name(name) => self.import(&name.ident.to_string(), &name.ident.to_string(), before, line),
            syn::UseTree::Rename(name) => self.import(&name.rename.to_string(), &name.ident.to_string(), before, line),
            syn::UseTree::Glob(_) => {
                let path = self.name(before.to_vec(), line);
                self.imports.push(("*".to_owned(), path));
            }
        }
    }

    fn import(&mut self, here: &str, there: &str, before: &[String], line: usize) {
        let path = if there == "self" { before.to_vec() } else { [before, &[there.to_owned()]].concat() };
        let here = if here == "self" { before.last().expect("`use a::{self}` has a path").as_str() } else { here };
        let path = self.name(path, line);
        self.imports.push((here.to_owned(), path));
    }

    /// What a macro is given may be any tokens: paths in it are found by their colons.
    fn tokens(&mut self, tokens: &TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens.clone() {
            match &token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        path.clear();
                    }
                    path.push(ident.to_string());
                    colons = 0;
                    if path.len() > 1 {
                        self.name(path.clone(), ident.span().start().line);
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Punct(punct) => {
                    if punct.as_char() == '!' && path.len() == 1 {
                        self.calls.push((format!("{}!", path[0]), punct.span().start().line));
                    }
                    path.clear();
                    colons = 0;
                }
                TokenTree::Group(group) => {
                    if group.stream().is_empty()
                        && let Some(name) = path.last()
                    {
                        self.calls.push((format!("{name}()"), group.span().start().line));
                    }
                    path.clear();
                    colons = 0;
                    self.tokens(&group.stream());
                }
                TokenTree::Literal(_) => {
                    path.clear();
                    colons = 0;
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_of_tests(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        match &module.content {
            None => self.files.push((module.ident.to_string(), path_attribute(&module.attrs))),
            Some(_) => {
                self.inline += 1;
                visit::visit_item_mod(self, module);
                self.inline -= 1;
            }
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.types.push((item.ident.to_string(), item.ident.span().start().line));
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.types.push((item.ident.to_string(), item.ident.span().start().line));
        visit::visit_item_enum(self, item);
    }

    fn visit_item_union(&mut self, item: &'ast syn::ItemUnion) {
        self.types.push((item.ident.to_string(), item.ident.span().start().line));
        visit::visit_item_union(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.types.push((item.ident.to_string(), item.ident.span().start().line));
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.types.push((item.ident.to_string(), item.ident.span().start().line));
        visit::visit_item_type(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.name(names, path.span().start().line);
        }
        visit::visit_path(self, path);
    }

    /// `pub(in path)` uses nothing.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call.path.segments.last().expect("a path has a name").ident.to_string();
        self.calls.push((format!("{name}!"), call.path.span().start().line));
        self.visit_path(&call.path);
        self.tokens(&call.tokens);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func {
            let name = &path.path.segments.last().expect("a path has a name").ident;
            self.calls.push((format!("{name}()"), name.span().start().line));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.args.is_empty() {
            self.calls.push((format!(".{}()", call.method), call.method.span().start().line));
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// Whether the item is compiled for tests alone.
fn is_of_tests(item: &syn::Item) -> bool {
    let attributes = match item {
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<TokenStream>().is_ok_and(|tokens| tokens.to_string().starts_with("test"))
    })
}

fn path_attribute(attributes: &[syn::Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("path"))?;
    let syn::Meta::NameValue(value) = &attribute.meta else { return None };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) = &value.value else { return None };
    Some(path.value())
}

#[test]
fn names_are_found_in_uses_code_and_macros() {
    let code = "
        use crate::schema::{self, model::{A, B as C}, parse::*};
        use super::near;
        pub(in crate::none) mod inner { use super::super::up; use super::here; }
        #[cfg(test)] mod tests { use crate::tested; }
        fn f() { crate::resolution::go(vec![std::fs::read(x), crate::data::y]); println!(\"{}\", a.unwrap()); }
    ";
    let mut reader = Reader::default();
    reader.visit_file(&syn::parse_file(code).expect("it is code"));
    let names: BTreeSet<String> = reader.names.iter().map(|(name, _)| name.join("::")).collect();
    let wanted = [
        "crate::data",
        "crate::data::y",
        "crate::resolution::go",
        "crate::schema",
        "crate::schema::model::A",
        "crate::schema::model::B",
        "crate::schema::parse",
        "self::here",
        "std::fs",
        "std::fs::read",
        "super::near",
        "super::up",
    ];
    assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    let calls: BTreeSet<&str> = reader.calls.iter().map(|(call, _)| call.as_str()).collect();
    assert!(["println!", "unwrap()"].iter().all(|call| calls.contains(call)), "{calls:?}");
}
