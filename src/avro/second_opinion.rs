//! temp
use crate::schema::shape::*; use crate::schema::value::Value;
/// temp
pub struct Opinion;
/// temp
#[allow(missing_docs)]
pub enum Answer { Read(Vec<u8>), Refused(String), TooDeep }
impl Opinion {
/// temp
 pub fn new(_: &Shapes, _: ShapeId) -> Result<Opinion, String> { Ok(Opinion) } }
/// temp
pub fn ask(_: &Opinion, _: &Opinion, _: &[u8]) -> Answer { Answer::TooDeep }
/// temp
pub fn differs(_: &Shapes, _: ShapeId, _: &Value, _: &Answer) -> Option<String> { None }
