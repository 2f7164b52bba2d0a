import { RequestMethod, type DynamicModule, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner } from '@nestjs/core';
import { type PermissionName } from '#access';
import { NEEDS } from './needs.js';

/** An address and what it needs. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** With its parameters: '/exhibits/:exhibitId'. */
  readonly path: string;
  readonly needs: PermissionName;
}

type Module = Type | DynamicModule;

/** Every address that a module and those that it imports answer at. @throws Error naming what does not say what it needs. */
export function routesOf(root: Module): readonly Route[] {
  const routes = controllersOf(root).flatMap((controller) => {
    const methods = controller.prototype as Readonly<Record<string, object>>;
    return new MetadataScanner().getAllMethodNames(methods).flatMap((name) => routesAt(controller, methods[name]));
  });
  const silent = routes.filter(({ needs }) => needs === undefined);
  if (silent.length > 0)
    throw new Error(
      `Say by @Needs what these need: ${silent.map(({ method, path }) => `${method} ${path}`).join(', ')}`,
    );
  return routes as readonly Route[];
}

function controllersOf(root: Module, seen = new Set<unknown>()): readonly Type[] {
  if (seen.has(root)) return [];
  seen.add(root);
  const { module, imports = [], controllers = [] }: DynamicModule = 'module' in root ? root : { module: root };
  const said = <T>(key: string) => (Reflect.getMetadata(key, module) ?? []) as readonly T[];
  const imported = [...(imports as readonly Module[]), ...said<Module>(MODULE_METADATA.IMPORTS)];
  return [
    ...controllers,
    ...said<Type>(MODULE_METADATA.CONTROLLERS),
    ...imported.flatMap((each) => controllersOf(each, seen)),
  ];
}

function routesAt(controller: Type, handler: object | undefined) {
  const said = <T>(key: string, of: object | undefined): T | undefined =>
    of && (Reflect.getMetadata(key, of) as T | undefined);
  const paths = said<string | string[]>(PATH_METADATA, handler);
  if (paths === undefined) return [];
  const bases = [said<string | string[]>(PATH_METADATA, controller) ?? ''].flat();
  const method = RequestMethod[said<RequestMethod>(METHOD_METADATA, handler) ?? RequestMethod.GET] as Route['method'];
  const needs = said<PermissionName>(NEEDS, handler);
  const parts = (path: string) => path.split('/').filter((part) => part !== '');
  return bases.flatMap((base) =>
    [paths].flat().map((path) => ({ method, path: `/${[...parts(base), ...parts(path)].join('/')}`, needs })),
  );
}
