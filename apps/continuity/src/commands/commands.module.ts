import { Inject, Module, type DynamicModule, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import { rules } from '#custody';
import { CommandDesk, type Answer, type Request, type Weighed } from './command-desk.js';
import { LedgerCommandDesk } from './ledger-command-desk.js';

/** A request on the bus. Each rule has a class of its own, because the bus tells handlers apart by class. */
abstract class Errand {
  constructor(readonly request: Request) {}
}

const errands = new Map(
  rules.map(({ name }) => [name, { [name]: class extends Errand {} }[name] as new (request: Request) => Errand]),
);

const handlers = [...errands.values()].map((errand): Type<ICommandHandler<Errand>> => {
  @CommandHandler(errand)
  class Handler implements ICommandHandler<Errand> {
    constructor(@Inject(LedgerCommandDesk) private readonly desk: LedgerCommandDesk) {}

    execute({ request }: Errand): Promise<Answer> {
      return this.desk.take(request);
    }
  }
  return Handler;
});

class BusCommandDesk extends CommandDesk {
  constructor(
    private readonly bus: CommandBus,
    private readonly desk: LedgerCommandDesk,
  ) {
    super();
  }

  async take(request: Request): Promise<Answer> {
    const errand = errands.get(request.name);
    return errand ? this.bus.execute<Errand, Answer>(new errand(request)) : { is: 'unknown command' };
  }

  weigh(request: Omit<Request, 'commandId'>): Promise<Weighed> {
    return this.desk.weigh(request);
  }
}

@Module({})
export class CommandsModule {
  static over(desk: LedgerCommandDesk): DynamicModule {
    return {
      module: CommandsModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        ...handlers,
        { provide: LedgerCommandDesk, useValue: desk },
        {
          provide: CommandDesk,
          useFactory: (bus: CommandBus) => new BusCommandDesk(bus, desk),
          inject: [CommandBus],
        },
      ],
      exports: [CommandDesk],
    };
  }
}
