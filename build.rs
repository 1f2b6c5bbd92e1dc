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

    use std::error::Error;
    use std::fmt::Write;
    use std::path::{Path, PathBuf};
    use std::{env, fs, io};

    use oxc_allocator::Allocator;
    use oxc_codegen::{Codegen, CodegenOptions};
    use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
    use oxc_parser::Parser;
    use oxc_span::SourceType;

    /// What others wrote is served as it came, with its licence.
    const OF_OTHERS: &str = "js/lib";

    /// Writes each asset below `OUT_DIR/static`, and `OUT_DIR/assets.rs`: an array of their paths and contents.
    pub(super) fn make() -> Result<(), Box<dyn Error>> {
        println!("cargo::rerun-if-changed=static");
        let out = PathBuf::from(env::var("OUT_DIR")?);
        let mut paths = Vec::new();
        list(Path::new("static"), &mut paths)?;
        paths.sort();
        let mut table = String::from("[\n");
        for source in paths {
            let target = out.join(&source);
            fs::create_dir_all(target.parent().ok_or("an asset stands in no directory")?)?;
            fs::write(&target, served(&source).map_err(|error| format!("{}: {error}", source.display()))?)?;
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

    /// Returns an asset as browsers get it.
    fn served(source: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
        let is_ours = !source.starts_with(Path::new("static").join(OF_OTHERS));
        match source.extension().and_then(|extension| extension.to_str()) {
            Some("js") if is_ours => Ok(script(&fs::read_to_string(source)?)?.into_bytes()),
            Some("css") if is_ours => Ok(minifier::css::minify(&fs::read_to_string(source)?)?.to_string().into_bytes()),
            _ => Ok(fs::read(source)?),
        }
    }

    /// Shortens a script and the names that are known only in it. What it exports, and what properties are called, stays.
    fn script(text: &str) -> Result<String, String> {
        let allocator = Allocator::default();
        let parsed = Parser::new(&allocator, text, SourceType::unambiguous()).parse();
        if let Some(fault) = parsed.diagnostics.first() {
            return Err(fault.to_string());
        }
        let mut program = parsed.program;
        let options = MinifierOptions {
            mangle: Some(MangleOptions::default()),
            mangle_properties: None,
            compress: Some(CompressOptions::smallest()),
        };
        let shortened = Minifier::new(options).minify(&allocator, &mut program);
        let printer = Codegen::new().with_options(CodegenOptions::minify()).with_scoping(shortened.scoping);
        Ok(printer.with_private_member_mappings(shortened.class_private_mappings).build(&program).code)
    }
}
