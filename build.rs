//! Makes what the binary embeds of `static/`: scripts and styles of our own are left without what only people read.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "server")]
    assets::make()?;
    Ok(())
}

#[cfg(feature = "server")]
mod assets {
    #![allow(clippy::disallowed_methods, reason = "what is read here is no log")]

    use std::collections::{BTreeMap, BTreeSet};
    use std::error::Error;
    use std::fmt::Write;
    use std::path::{Component, Path, PathBuf};
    use std::{env, fs, io};

    use oxc_allocator::Allocator;
    use oxc_codegen::{Codegen, CodegenOptions};
    use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
    use oxc_parser::Parser;
    use oxc_span::SourceType;

    /// What others wrote is served as it came, with its licence.
    const OF_OTHERS: &str = "js/lib";

    /// The scripts that pages name stand here; what they import, in directories below.
    const OF_PAGES: &str = "js";

    /// An asset as browsers get it, and the modules that it imports, as it calls them.
    struct Served {
        content: Vec<u8>,
        imports: Vec<String>,
    }

    /// Writes each asset below `OUT_DIR/static`, and `OUT_DIR/assets.rs`: an array of their paths and contents; and
    /// `OUT_DIR/modules.rs`: an array of the scripts of pages, each with all modules that are loaded with it.
    pub(super) fn make() -> Result<(), Box<dyn Error>> {
        println!("cargo::rerun-if-changed=static");
        let out = PathBuf::from(env::var("OUT_DIR")?);
        let mut paths = Vec::new();
        list(Path::new("static"), &mut paths)?;
        paths.sort();
        let mut imports = BTreeMap::new();
        let mut table = String::from("[\n");
        for source in paths {
            let target = out.join(&source);
            fs::create_dir_all(target.parent().ok_or("an asset stands in no directory")?)?;
            let served = served(&source).map_err(|error| format!("{}: {error}", source.display()))?;
            fs::write(&target, served.content)?;
            let path = source.strip_prefix("static")?.to_str().ok_or("the name of an asset is not UTF-8")?;
            let imported = served.imports.iter().map(|name| resolve(path, name)).collect::<Option<Vec<_>>>();
            imports.insert(path.to_owned(), imported.ok_or("an import leads out of static/")?);
            writeln!(table, r#"({path:?}, include_bytes!(concat!(env!("OUT_DIR"), "/static/", {path:?}))),"#)?;
        }
        table.push(']');
        fs::write(out.join("assets.rs"), table)?;
        let of_pages = imports.keys().filter(|path| Path::new(path).parent() == Some(Path::new(OF_PAGES)));
        let modules: Vec<_> = of_pages.map(|page| (page, loaded_with(page, &imports))).collect();
        // A set prints as a slice does, but for its brackets.
        Ok(fs::write(out.join("modules.rs"), format!("{modules:?}").replace('{', "&[").replace('}', "]"))?)
    }

    /// Returns the path that an import of a module names.
    fn resolve(module: &str, import: &str) -> Option<String> {
        let mut steps: Vec<&str> = module.split('/').collect();
        steps.pop();
        for step in Path::new(import).components() {
            match step {
                Component::ParentDir => drop(steps.pop()?),
                Component::Normal(step) => steps.push(step.to_str()?),
                _ => {}
            }
        }
        Some(steps.join("/"))
    }

    /// Returns all modules that a script imports, and those import.
    fn loaded_with<'a>(script: &'a str, imports: &'a BTreeMap<String, Vec<String>>) -> BTreeSet<&'a str> {
        let mut loaded = BTreeSet::new();
        let mut left = vec![script];
        while let Some(module) = left.pop() {
            for import in imports.get(module).into_iter().flatten() {
                if loaded.insert(import.as_str()) {
                    left.push(import);
                }
            }
        }
        loaded
    }

    fn list(directory: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            match path.is_dir() {
                true => list(&path, paths)?,
                false => paths.push(path),
            }
        }
        Ok(())
    }

    /// Makes an asset as browsers get it.
    fn served(source: &Path) -> Result<Served, Box<dyn Error>> {
        let is_ours = !source.starts_with(Path::new("static").join(OF_OTHERS));
        let content = match source.extension().and_then(|extension| extension.to_str()) {
            Some("js") if is_ours => return Ok(script(&fs::read_to_string(source)?)?),
            Some("css") if is_ours => minifier::css::minify(&fs::read_to_string(source)?)?.to_string().into_bytes(),
            _ => fs::read(source)?,
        };
        Ok(Served { content, imports: Vec::new() })
    }

    /// Shortens a script and the names that are known only in it. What it exports, and what properties are called, stays.
    fn script(text: &str) -> Result<Served, String> {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, SourceType::unambiguous()).parse();
        if let Some(fault) = parsed.diagnostics.first() {
            return Err(fault.to_string());
        }
        let imports = parsed.module_record.requested_modules.keys().map(|name| name.to_string()).collect();
        let mut program = parsed.program;
        let options = MinifierOptions {
            mangle: Some(MangleOptions::default()),
            mangle_properties: None,
            compress: Some(CompressOptions::smallest()),
        };
        let shortened = Minifier::new(options).minify(&allocator, &mut program);
        let printer = Codegen::new().with_options(CodegenOptions::minify()).with_scoping(shortened.scoping);
        let code = printer.with_private_member_mappings(shortened.class_private_mappings).build(&program).code;
        Ok(Served { content: code.into_bytes(), imports })
    }
}
