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

    use std::collections::BTreeMap;
    use std::error::Error;
    use std::fmt::Write;
    use std::ops::Range;
    use std::path::{Component, Path, PathBuf};
    use std::{env, fs, io};

    use oxc_allocator::Allocator;
    use oxc_codegen::{Codegen, CodegenOptions};
    use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
    use oxc_parser::{Parser, ParserReturn};
    use oxc_span::{SourceType, Span};

    type Fault = Box<dyn Error>;

    /// The scripts and styles that pages name stand here; the parts that they are joined of, in directories below.
    const OF_PAGES: [&str; 2] = ["static/js", "static/css"];

    /// Scripts that others wrote are served as they came, with their licence.
    const OF_OTHERS: &str = "static/js/lib";

    /// Writes each asset below `OUT_DIR/static`, and `OUT_DIR/assets.rs`: an array of their paths and contents.
    pub(super) fn make() -> Result<(), Fault> {
        println!("cargo::rerun-if-changed=static");
        let out = PathBuf::from(env::var("OUT_DIR")?);
        let mut paths = Vec::new();
        list(Path::new("static"), &mut paths)?;
        paths.sort();
        let mut table = String::from("[\n");
        for source in paths {
            let Some(content) = served(&source).map_err(|fault| format!("{}: {fault}", source.display()))? else {
                continue;
            };
            let target = out.join(&source);
            fs::create_dir_all(target.parent().ok_or("an asset stands in no directory")?)?;
            fs::write(&target, content)?;
            let path = source.strip_prefix("static")?.to_str().ok_or("the name of an asset is not UTF-8")?;
            writeln!(table, r#"({path:?}, include_bytes!(concat!(env!("OUT_DIR"), "/static/", {path:?}))),"#)?;
        }
        table.push(']');
        Ok(fs::write(out.join("assets.rs"), table)?)
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

    /// Makes an asset as browsers get it; what is a part of scripts or styles is none.
    fn served(source: &Path) -> Result<Option<Vec<u8>>, Fault> {
        let is_of_page = OF_PAGES.iter().any(|directory| source.parent() == Some(Path::new(directory)));
        Ok(match source.extension().and_then(|extension| extension.to_str()) {
            Some("js") if is_of_page => Some(shortened(&Joined::script(source)?)?),
            Some("css") if is_of_page => Some(minifier::css::minify(&style(source, &[])?)?.to_string().into_bytes()),
            Some("css") => None,
            Some("js") if !source.starts_with(OF_OTHERS) => None,
            _ => Some(fs::read(source)?),
        })
    }

    /// Joins a style, which those above it import, with those that it imports: each in the place of its import, a line of its own.
    fn style(path: &Path, above: &[&Path]) -> Result<String, Fault> {
        if above.contains(&path) {
            return Err(circle(path));
        }
        let above = [above, &[path]].concat();
        let mut text = String::new();
        for line in fs::read_to_string(path).map_err(|fault| format!("{}: {fault}", path.display()))?.lines() {
            let Some(import) = line.strip_prefix("@import \"") else {
                text += line;
                text.push('\n');
                continue;
            };
            let (name, media) = import
                .trim_end_matches(';')
                .split_once('"')
                .ok_or_else(|| format!("{}: an import has no end", path.display()))?;
            let part = style(&beside(path, name)?, &above)?;
            match media.trim() {
                "" => text += &part,
                media => write!(text, "@media {media} {{\n{part}}}\n")?,
            }
        }
        Ok(text)
    }

    /// Modules that become one script: each is a function that returns what the module exports, and is called where it stands.
    #[derive(Default)]
    struct Joined {
        /// The names that hold what modules export, by the paths of these; none yet where what a module imports is being added.
        exports: BTreeMap<PathBuf, Option<String>>,
        text: String,
    }

    impl Joined {
        /// Joins a script and all modules that it imports.
        fn script(path: &Path) -> Result<String, Fault> {
            let mut joined = Joined::default();
            let (own, _) = joined.without_imports(path)?;
            Ok(joined.text + &own)
        }

        /// Adds a module behind those that it imports, and returns the name that holds what it exports.
        fn module(&mut self, path: &Path) -> Result<String, Fault> {
            if let Some(known) = self.exports.get(path) {
                return known.clone().ok_or_else(|| circle(path));
            }
            let name = format!("module{}", self.exports.len());
            self.exports.insert(path.to_owned(), None);
            let (own, exported) = self.without_imports(path)?;
            write!(self.text, "const {name} = (() => {{\n{own}\nreturn {{ {exported} }};\n}})();\n")?;
            self.exports.insert(path.to_owned(), Some(name.clone()));
            Ok(name)
        }

        /// Returns the text of a module in which names are taken from the modules before it, and the names that it exports.
        fn without_imports(&mut self, path: &Path) -> Result<(String, String), Fault> {
            let mut text = fs::read_to_string(path).map_err(|fault| format!("{}: {fault}", path.display()))?;
            let allocator = Allocator::default();
            let source = text.clone();
            let record = parse(&allocator, &source)?.module_record;
            let mut changes: BTreeMap<usize, (Range<usize>, String)> = BTreeMap::new();
            for import in &record.import_entries {
                let statement = range(import.statement_span);
                let names = source[statement.clone()].split(['{', '}']).nth(1).filter(|names| !names.contains(" as "));
                let names =
                    names.ok_or("an import names all it takes, and renames nothing: import { a } from './b.js'")?;
                let module = self.module(&beside(path, &import.module_request.name)?)?;
                changes.insert(statement.start, (statement, format!("const {{{names}}} = {module};")));
            }
            for export in &record.local_export_entries {
                let Range { start, .. } = range(export.statement_span);
                let keyword = start..start + "export ".len();
                if source[start..].starts_with("export {") || source[start..].starts_with("export default") {
                    return Err("an export stands before what it exports: export const a = …".into());
                }
                changes.insert(start, (keyword, String::new()));
            }
            for (range, with) in changes.into_values().rev() {
                text.replace_range(range, &with);
            }
            let mut exported: Vec<&str> = record.exported_bindings.keys().map(|name| name.as_str()).collect();
            exported.sort_unstable();
            Ok((text, exported.join(", ")))
        }
    }

    fn range(span: Span) -> Range<usize> {
        span.start as usize..span.end as usize
    }

    fn circle(path: &Path) -> Fault {
        format!("{} is imported by what it imports itself", path.display()).into()
    }

    /// Returns the path that an import in a file names.
    fn beside(file: &Path, import: &str) -> Result<PathBuf, Fault> {
        let mut path = file.to_owned();
        path.pop();
        for step in Path::new(import).components() {
            match step {
                Component::ParentDir => drop(path.pop()),
                Component::Normal(step) => path.push(step),
                _ => {}
            }
        }
        Ok(path)
    }

    fn parse<'a>(allocator: &'a Allocator, text: &'a str) -> Result<ParserReturn<'a>, Fault> {
        let parsed = Parser::new(allocator, text, SourceType::unambiguous()).parse();
        match parsed.diagnostics.first() {
            Some(fault) => Err(fault.to_string().into()),
            None => Ok(parsed),
        }
    }

    /// Shortens a script and the names that are known only in it; what properties are called stays.
    fn shortened(text: &str) -> Result<Vec<u8>, Fault> {
        let allocator = Allocator::default();
        let mut program = parse(&allocator, text)?.program;
        let options = MinifierOptions {
            mangle: Some(MangleOptions { top_level: Some(true), ..MangleOptions::default() }),
            mangle_properties: None,
            compress: Some(CompressOptions::smallest()),
        };
        let shortened = Minifier::new(options).minify(&allocator, &mut program);
        let printer = Codegen::new().with_options(CodegenOptions::minify()).with_scoping(shortened.scoping);
        let code = printer.with_private_member_mappings(shortened.class_private_mappings).build(&program).code;
        Ok(code.into_bytes())
    }
}
