//! The files of a document's folder that its references lead to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::target::Refusal;
use crate::api::FileBeside;
use crate::document::file::is_handed_over;
use crate::document::node::Node;
use crate::document::parse;
use crate::document::project::{Inside, Project};
use crate::document::read::{MAX_DOCUMENT_BYTES, TextKind};
use crate::input::origins::SourceFile;

/// Most files that the references of one document lead to.
const MAX_FILES: usize = 1000;

/// The way out where a file can't be read.
const HELP: &str = "check the path: it starts at the folder of the file that has the reference";

/// The folder of a document: its references may lead to the files below it, and no further.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    project: Project,
    /// The name of the document itself.
    own: String,
}

impl Folder {
    /// The folder of the document at `path`; none if the shell hands the document over.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        if is_handed_over(path) {
            return None;
        }
        let own = path.file_name()?.to_str()?.to_string();
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Some(Self { project: Project::only(&folder), path: folder, own })
    }

    /// The file `name` of the folder.
    fn inside(&self, name: &str) -> Inside {
        Inside::new(self.path.join(name), &self.project)
    }

    /// The digest of the text of the file `name`; none if it can't be read.
    #[must_use]
    pub fn digest(&self, name: &str) -> Option<[u8; 32]> {
        let text = self.inside(name).read(TextKind::Document).ok()?;
        Some(digest(&text))
    }
}

fn digest(text: &str) -> [u8; 32] {
    blake3::hash(text.as_bytes()).into()
}

/// The files that were read.
pub(super) struct Files<'f> {
    folder: &'f Folder,
    known: BTreeMap<String, Result<(usize, Node<'static>), Refusal>>,
    /// The texts, for positions.
    pub(super) sources: Vec<SourceFile>,
    /// The index of the first of them among all files of the document.
    first: usize,
    /// What the result depends on.
    pub(super) beside: Vec<FileBeside>,
    bytes: u64,
}

impl<'f> Files<'f> {
    /// No file yet; `first` others are known already.
    pub(super) fn new(folder: &'f Folder, first: usize) -> Self {
        let (known, sources, beside) = Default::default();
        Self { folder, known, sources, first, beside, bytes: 0 }
    }

    /// The name of the document itself.
    pub(super) fn own(&self) -> &'f str {
        &self.folder.own
    }

    /// The file `name`, with its index.
    pub(super) fn get(&mut self, name: &str) -> Result<(usize, &Node<'static>), Refusal> {
        if !self.known.contains_key(name) {
            let read = self.read(name);
            self.known.insert(name.to_string(), read);
        }
        match self.known.get(name) {
            Some(Ok((index, node))) => Ok((*index, node)),
            Some(Err(refusal)) => Err(refusal.clone()),
            None => Err(Refusal::new(format!("`{name}` isn't there"), "check the reference")),
        }
    }

    fn read(&mut self, name: &str) -> Result<(usize, Node<'static>), Refusal> {
        if self.beside.len() >= MAX_FILES || self.bytes > MAX_DOCUMENT_BYTES {
            let message = format!("`{name}` is one file too many");
            let help = format!("at most {MAX_FILES} files of {} MiB are read", MAX_DOCUMENT_BYTES >> 20);
            return Err(Refusal::new(message, help));
        }
        let file = self.folder.inside(name);
        let text = file.read(TextKind::Document);
        let read = text.as_ref().ok().map(|text| digest(text));
        self.beside.push(FileBeside { name: name.to_string(), digest: read });
        let shown = file.shown().replace('\\', "/");
        let text = text.map_err(|failure| {
            let problem = failure.problems.into_iter().next();
            let Some(problem) = problem else { return Refusal::new(format!("`{name}` can't be read"), HELP) };
            // Where the folder is, the place of the message says.
            match problem.code.as_ref() {
                "config::outside" => Refusal::new(
                    format!("`{name}` is a link that leads out of the document's folder"),
                    "replace the link with what it leads to",
                ),
                "input::unreadable" => Refusal::new(format!("`{name}`: {}", problem.message), HELP),
                _ => {
                    let help = problem.help.unwrap_or_else(|| HELP.into());
                    Refusal::new(format!("`{name}`: {}", problem.message), help)
                }
            }
        })?;
        self.bytes += text.len() as u64;
        let text = text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text);
        let node = parse::parse(&text, &shown).map_err(|problem| {
            let line = problem.origin.as_ref().and_then(|origin| origin.position.as_ref());
            let line = line.map(|position| format!(", line {}", position.line)).unwrap_or_default();
            let help = problem.help.clone().unwrap_or_default();
            Refusal::new(format!("`{name}`{line}: {}", problem.message), help)
        })?;
        let node = node.into_owned();
        let index = self.first + self.sources.len();
        self.sources.push(SourceFile { name: shown, text });
        Ok((index, node))
    }
}
