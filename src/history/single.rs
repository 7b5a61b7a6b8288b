//! The name of one file in, its schema as its version sees it out.

use std::sync::Arc;

use crate::history::History;
use crate::model::input::Problem;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::FileFault;
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::shape::Shapes;

impl History {
    /// The schema of one file, which is known by the name that reports print, as its version sees it; `None` if there is no
    /// such file.
    ///
    /// # Errors
    /// What makes it impossible to understand.
    pub fn schema_of(&self, name: &str, shapes: &mut Shapes) -> Option<Result<LinkedSchema, Vec<Problem>>> {
        let file = (0..self.sources.len() as FileId).find(|file| self.sources[*file].name == name)?;
        let library = Arc::new(self.whole_library());
        let problems =
            |faults: Vec<FileFault>| faults.iter().map(|fault| self.problem(fault.file, &fault.fault)).collect();
        if library.file(file).is_none() {
            let mut faults = library.faults_of_broken_files();
            faults.retain(|fault| fault.file == file);
            return Some(Err(problems(faults)));
        }
        let edition = self.edition(file);
        Some(LinkedSchema::new(&library, file, edition, shapes).map_err(problems))
    }
}
