// The drawing board: bpmn-js with nothing but what a protocol may hold.
"use strict";

window.StudioBoard = (() => {
  const SIGN = {
    step: "bpmn-icon-user-task", notice: "bpmn-icon-send-task", exclusive: "bpmn-icon-gateway-xor",
    parallel: "bpmn-icon-gateway-parallel", inclusive: "bpmn-icon-gateway-or",
    wait: "bpmn-icon-intermediate-event-catch-timer", call: "bpmn-icon-call-activity",
    end: "bpmn-icon-end-event-none", limit: "bpmn-icon-intermediate-event-catch-timer",
    beside: "bpmn-icon-intermediate-event-catch-non-interrupting-timer",
  };
  const TIMER = "bpmn:TimerEventDefinition";
  const KINDS = {
    step: ["Step", { type: "bpmn:UserTask" }],
    notice: ["Notice", { type: "bpmn:SendTask" }],
    exclusive: ["Decision", { type: "bpmn:ExclusiveGateway" }],
    parallel: ["Parallel", { type: "bpmn:ParallelGateway" }],
    inclusive: ["Inclusive", { type: "bpmn:InclusiveGateway" }],
    wait: ["Wait", { type: "bpmn:IntermediateCatchEvent", eventDefinitionType: TIMER }],
    call: ["Other flowchart", { type: "bpmn:CallActivity" }],
    end: ["End", { type: "bpmn:EndEvent" }],
  };

  /** A new shape, filled so that the file can be read: a timer has a time, a call a protocol. */
  function make(elementFactory, bpmnFactory, attributes) {
    const shape = elementFactory.createShape(attributes);
    const element = shape.businessObject;
    for (const timer of element.eventDefinitions || []) {
      const time = bpmnFactory.create("bpmn:FormalExpression", { body: "P1D" });
      time.$parent = timer;
      timer.timeDuration = time;
    }
    if (attributes.type === "bpmn:CallActivity") element.calledElement = "detection_identification";
    return shape;
  }

  function Palette(palette, create, elementFactory, bpmnFactory, handTool, lassoTool, spaceTool, globalConnect, translate) {
    palette.registerProvider(this);
    this.getPaletteEntries = () => {
      const tool = (name, sign, text, start) => ({
        [name]: { group: "tools", className: sign, title: translate(text), action: { click: start } },
      });
      const entries = {
        ...tool("hand-tool", "bpmn-icon-hand-tool", "Activate hand tool", (event) => handTool.activateHand(event)),
        ...tool("lasso-tool", "bpmn-icon-lasso-tool", "Activate lasso tool", (event) => lassoTool.activateSelection(event)),
        ...tool("space-tool", "bpmn-icon-space-tool", "Activate create/remove space tool", (event) => spaceTool.activateSelection(event)),
        ...tool("connect-tool", "bpmn-icon-connection-multi", "Activate global connect tool", (event) => globalConnect.start(event)),
        "tool-separator": { group: "tools", separator: true },
      };
      for (const [name, [text, attributes]] of Object.entries(KINDS)) {
        const start = (event) => create.start(event, make(elementFactory, bpmnFactory, attributes));
        entries[`create.${name}`] = {
          group: "elements", className: SIGN[name], title: translate(text),
          action: { dragstart: start, click: start },
        };
      }
      return entries;
    };
  }
  Palette.$inject = ["palette", "create", "elementFactory", "bpmnFactory", "handTool", "lassoTool", "spaceTool", "globalConnect", "translate"];

  const isOneOf = (element, ...types) => types.some((type) => element.businessObject.$instanceOf(type));

  function ContextPad(contextPad, autoPlace, create, connect, modeling, selection, elementFactory, bpmnFactory, translate) {
    contextPad.registerProvider(this);

    const append = (element, name) => {
      const [text, attributes] = KINDS[name];
      const place = () => autoPlace.append(element, make(elementFactory, bpmnFactory, attributes));
      const drag = (event) => create.start(event, make(elementFactory, bpmnFactory, attributes), { source: element });
      return { group: "model", className: SIGN[name], title: translate(text), action: { click: place, dragstart: drag } };
    };
    const limit = (element, cancelActivity) => () => {
      const attributes = { type: "bpmn:BoundaryEvent", eventDefinitionType: TIMER, cancelActivity };
      const shape = make(elementFactory, bpmnFactory, attributes);
      const at = { x: element.x + element.width * (cancelActivity ? 0.3 : 0.7), y: element.y + element.height };
      selection.select(modeling.createShape(shape, at, element, { attach: true }));
    };

    this.getContextPadEntries = (element) => {
      if (element.type === "label" || !element.businessObject) return {};
      const entries = {};
      const goesOn = isOneOf(element, "bpmn:FlowNode") && !isOneOf(element, "bpmn:EndEvent");
      if (goesOn) {
        for (const name of Object.keys(KINDS)) entries[`append.${name}`] = append(element, name);
        const start = (event) => connect.start(event, element);
        entries.connect = {
          group: "connect", className: "bpmn-icon-connection-multi",
          title: translate("Connect to other element"), action: { click: start, dragstart: start },
        };
      }
      if (isOneOf(element, "bpmn:UserTask")) {
        entries.limit = { group: "time", className: SIGN.limit, title: translate("Time limit"), action: { click: limit(element, true) } };
        entries.beside = { group: "time", className: SIGN.beside, title: translate("Side limit"), action: { click: limit(element, false) } };
      }
      if (isOneOf(element, "bpmn:Lane")) {
        for (const [name, text, way] of [["above", "Add lane above", "top"], ["below", "Add lane below", "bottom"]]) {
          entries[`lane-${name}`] = {
            group: "lane", className: `bpmn-icon-lane-insert-${name}`, title: translate(text),
            action: { click: () => selection.select(modeling.addLane(element, way)) },
          };
        }
      }
      if (!isOneOf(element, "bpmn:StartEvent", "bpmn:Participant")) {
        entries.delete = {
          group: "edit", className: "bpmn-icon-trash", title: translate("Delete"),
          action: { click: () => modeling.removeElements([element]) },
        };
      }
      return entries;
    };
  }
  ContextPad.$inject = ["contextPad", "autoPlace", "create", "connect", "modeling", "selection", "elementFactory", "bpmnFactory", "translate"];

  /** The start and the pool stay: without them there is no flowchart. */
  function KeepTheFrame(eventBus) {
    eventBus.on("commandStack.elements.delete.canExecute", 2000, ({ context }) =>
      context.elements.filter((element) => !isOneOf(element, "bpmn:StartEvent", "bpmn:Participant")));
  }
  KeepTheFrame.$inject = ["eventBus"];

  /** A shape that is chosen stays chosen when it is clicked again: bpmn-js would let go of it, and of what can be done with it. */
  function KeepTheChoice(eventBus, selection) {
    eventBus.on("element.click", 1500, (event) => {
      const isAlone = selection.get().length === 1 && selection.isSelected(event.element);
      if (isAlone && !event.originalEvent.shiftKey) event.stopPropagation();
    });
  }
  KeepTheChoice.$inject = ["eventBus", "selection"];

  /** Open a board in `container`, its words in the reader's language. */
  function open(container, words) {
    const translate = (template, values) =>
      (words[template] || template).replace(/{([^}]+)}/g, (whole, name) => values?.[name] ?? whole);
    return new window.BpmnJS({
      container,
      additionalModules: [{
        __init__: ["keepTheFrame", "keepTheChoice"],
        translate: ["value", translate],
        paletteProvider: ["type", Palette],
        contextPadProvider: ["type", ContextPad],
        keepTheFrame: ["type", KeepTheFrame],
        keepTheChoice: ["type", KeepTheChoice],
      }],
    });
  }

  return { open };
})();
