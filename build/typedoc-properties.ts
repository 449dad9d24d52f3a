/**
 * A check of the API reference beside typedoc's own: each property of an interface or a class has a comment. Typedoc's
 * would ask for one on each field of an inline type as well, `{ kind: 'equal'; digest }`, which the comment of the type
 * that it stands in tells about; so typedoc.json leaves properties out there, and this plugin looks at them.
 */
import { Application, ReflectionKind } from 'typedoc';

/** Called by typedoc when it loads its plugins. */
export function load(app: Application): void {
  app.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    for (const property of project.getReflectionsByKind(ReflectionKind.Property)) {
      const isOfNamedType = property.parent?.kindOf([ReflectionKind.Interface, ReflectionKind.Class]) === true;
      if (!isOfNamedType || property.hasComment() || property.flags.isExternal) continue;
      app.logger.validationWarning(`${property.getFriendlyFullName()} does not have a comment`);
    }
  });
}
