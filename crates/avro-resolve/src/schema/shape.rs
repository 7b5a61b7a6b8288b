//! Types as resolution, data and their order see them, each different one kept once. Two occurrences of one shape can be
//! exchanged without any difference, so "unchanged" is a comparison of two numbers.

mod describe;
mod intern;
mod shapes;

pub(super) use intern::intern;
pub(super) use shapes::ShapeMap;
pub use shapes::{Default, EnumShape, FieldShape, FixedShape, Form, RecordShape, Shape, ShapeId, Shapes};
