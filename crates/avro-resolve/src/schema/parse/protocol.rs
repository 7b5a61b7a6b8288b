//! Parses protocols (specification: Protocol Declaration), as JSON and as what an IDL file stands for.

use smol_str::SmolStr;

use super::{Parser, Syntax, all, wrong};
use crate::schema::fault::FaultKind;
use crate::schema::json_text::{JsonObject, JsonProperty, JsonValue};
use crate::schema::model::*;
use crate::schema::name::Name;
use crate::schema::source::Span;

impl<'t> Parser<'t> {
    /// All types and messages of a protocol, or of an IDL file without one; all are tried, so that every fault is found.
    pub(super) fn protocol(&mut self, root: JsonValue<'t>) -> Option<NodeId> {
        let is_protocol = |object: &JsonObject<'_>| self.syntax == Syntax::Idl || object.get("protocol").is_some();
        let Some(object) = root.as_object().filter(is_protocol) else {
            return self.fault(FaultKind::NotAProtocol, root.span());
        };
        let text = |name: &str| object.get(name).and_then(JsonValue::as_str);
        let own = text("namespace").unwrap_or_default();
        let name = text("protocol").map(|name| Name::new(name, own));
        let namespace = name.as_ref().map_or(own, Name::namespace).to_owned();
        let main = object.get("schema").filter(|_| self.syntax == Syntax::Idl).map(|schema| {
            let step = self.top(Part::Top(TopPart::Main));
            self.schema(schema, &namespace, step)
        });
        let types = self.types(object, &namespace);
        let messages = self.messages(object, &namespace);
        self.protocol = name;
        if let Some(doc) = object.get("doc").filter(|doc| doc.as_str().is_none()) {
            self.note(FaultKind::DocNotText, doc.span());
        }
        self.messages = messages?;
        types?;
        let first = self.nodes.first().map(|_| 0);
        let main = main.map_or(Some(None), |main| main.map(Some))?;
        main.or(first).or_else(|| {
            let step = self.top(Part::Root);
            Some(self.push(Type::Primitive(Primitive::Null), root.span(), step))
        })
    }

    /// The step to a type that no other one is around.
    fn top(&self, part: Part) -> NodeStep {
        NodeStep { parent: self.nodes.len() as NodeId, part, wrappers: 0 }
    }

    fn types(&mut self, protocol: JsonObject<'t>, namespace: &str) -> Option<()> {
        let Some(types) = protocol.get("types") else { return Some(()) };
        let Some(types) = types.as_array() else {
            return self.fault(wrong("types", "an array of types"), types.span());
        };
        all(types, |index, ty| {
            let step = self.top(Part::Top(TopPart::Type(index)));
            self.schema(ty, namespace, step)
        })?;
        Some(())
    }

    fn messages(&mut self, protocol: JsonObject<'t>, namespace: &str) -> Option<Box<[Message]>> {
        let Some(messages) = protocol.get("messages") else { return Some(Box::default()) };
        let Some(messages) = messages.as_object() else {
            return self.fault(wrong("messages", "an object with a message for each name"), messages.span());
        };
        let mut made = Vec::with_capacity(messages.iter().len());
        for (index, property) in (0..).zip(messages.iter()) {
            made.extend(self.message(index, property, namespace));
            let is_repeated = messages.property(property.name).is_some_and(|last| last.name_span != property.name_span);
            if is_repeated {
                let attribute = property.name.to_owned();
                self.note(FaultKind::DuplicateAttribute { attribute }, property.name_span);
            }
        }
        (made.len() == messages.iter().len()).then(|| made.into())
    }

    fn message(&mut self, index: u32, property: JsonProperty<'t>, namespace: &str) -> Option<Message> {
        let JsonProperty { name, name_span, value } = property;
        let Some(object) = value.as_object() else {
            return self.fault(wrong("messages", "an object with an object for each message"), value.span());
        };
        let missing = |attribute| {
            let of = format!("the message \"{name}\"");
            FaultKind::MissingAttribute { of, attribute, written: None }
        };
        self.short_enough(name, name_span)?;
        let Some(request) = object.get("request") else { return self.fault(missing("request"), name_span) };
        let response = object.get("response");
        let one_way = object.get("one-way").filter(|value| value.as_bool() == Some(true));
        if response.is_none() && one_way.is_none() {
            self.note(missing("response"), name_span);
        }
        let node = self.place_for(TopPart::Message(index), value.span(), None);
        // Nodes are in the order of the text, which is another one in IDL.
        let (before, after) = match response {
            Some(response) if response.span() < request.span() => (Some(response), None),
            response => (None, response),
        };
        let around = MessageAround { index, node, name, name_span, namespace };
        let before = before.map(|response| self.response(&around, response));
        let no_errors = object.get("errors").is_none().then(|| self.errors(&around, None));
        let request = self.request(&around, request);
        let after = after.map(|response| self.response(&around, response));
        let errors = no_errors.unwrap_or_else(|| self.errors(&around, object.get("errors")));
        let one_way = one_way.map(|word| Some(self.one_way(&around, word.span())));
        let response = one_way.or(before).or(after).flatten();
        let fields = [("request", request?), ("response", response?), ("errors", errors?)].map(|(name, ty)| {
            let span = self.nodes[ty as usize].span;
            let (name, aliases) = (SmolStr::new_static(name), Box::default());
            Field { name, span, name_span: span, aliases, ty, default: None, order: Order::Ascending, doc: None }
        });
        let naming = around.naming("");
        self.nodes[node as usize].ty = Type::Record(Box::new(Record { naming, fields: fields.into() }));
        let doc = object.get("doc").map(JsonValue::span);
        Some(Message { name: SmolStr::new(name), name_span, span: value.span(), doc, node })
    }

    /// The parameters of a message, as a record.
    fn request(&mut self, around: &MessageAround<'_>, parameters: JsonValue<'t>) -> Option<NodeId> {
        let message = around.index;
        let node = self.place_for(TopPart::Request(message), parameters.span(), Some(around.node));
        let fields = self.fields(parameters, around.namespace, |_, parameter| NodeStep {
            parent: node,
            part: Part::Top(TopPart::Parameter { message, parameter }),
            wrappers: 0,
        })?;
        let naming = around.naming(".request");
        self.nodes[node as usize].ty = Type::Record(Box::new(Record { naming, fields }));
        Some(node)
    }

    fn response(&mut self, around: &MessageAround<'_>, response: JsonValue<'t>) -> Option<NodeId> {
        let part = Part::Top(TopPart::Response(around.index));
        self.schema(response, around.namespace, NodeStep { parent: around.node, part, wrappers: 0 })
    }

    /// What stands for the response of a message that says that it is one-way.
    fn one_way(&mut self, around: &MessageAround<'_>, word: Span) -> NodeId {
        let node = self.place_for(TopPart::OneWay(around.index), word, Some(around.node));
        let naming = Naming { span: word, ..around.naming(".one-way") };
        self.nodes[node as usize].ty = Type::Fixed(Box::new(Fixed { naming, size: 0, size_span: word }));
        node
    }

    /// All errors of a message, as a union: every server may answer a text, and then what the message declares (specification:
    /// Messages).
    fn errors(&mut self, around: &MessageAround<'_>, declared: Option<JsonValue<'t>>) -> Option<NodeId> {
        let message = around.index;
        let span = declared.map_or(around.name_span, JsonValue::span);
        let node = self.place_for(TopPart::Errors(message), span, Some(around.node));
        let step = |part| NodeStep { parent: node, part, wrappers: 0 };
        let text = self.push(Type::Primitive(Primitive::String), span, step(Part::Branch(0)));
        let declared = match declared {
            None => Box::default(),
            Some(errors) => match errors.as_array() {
                None => self.fault(wrong("errors", "an array of errors"), errors.span()),
                Some(errors) => all(errors, |error, value| {
                    self.schema(value, around.namespace, step(Part::Top(TopPart::Error { message, error })))
                }),
            }?,
        };
        let branches: Box<[NodeId]> = [text].into_iter().chain(declared).collect();
        self.check_union(&branches);
        self.nodes[node as usize].ty = Type::Union(branches);
        Some(node)
    }

    /// A node for a part of a protocol, which comes before what it is made of.
    fn place_for(&mut self, part: TopPart, span: Span, parent: Option<NodeId>) -> NodeId {
        let own = self.top(Part::Top(part));
        let step = NodeStep { parent: parent.unwrap_or(own.parent), ..own };
        self.push(Type::Union(Box::default()), span, step)
    }
}

/// The message around its parts.
struct MessageAround<'a> {
    index: u32,
    node: NodeId,
    name: &'a str,
    name_span: Span,
    namespace: &'a str,
}

impl MessageAround<'_> {
    /// The name of what stands for the message or a part of it. No type of a file has a name with parentheses.
    fn naming(&self, part: &str) -> Naming {
        let name = Name::new(&format!("{}(){part}", self.name), "");
        Naming { name, span: self.name_span, aliases: Box::default(), aliases_span: None, doc: None }
    }
}
