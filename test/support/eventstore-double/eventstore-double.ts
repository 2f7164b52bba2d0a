import {
  Server,
  ServerCredentials,
  type Metadata,
  type ServerReadableStream,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceError,
} from '@grpc/grpc-js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { type SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import { type ClusterInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { type Empty } from '@eventstore/db-client/generated/shared_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { type AppendReq, type AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { appendResponse, faults, nameOf, notFoundResponse, proposedRecord, recordResponse } from './messages.js';
import { StoreLog, type ProposedRecord } from './store-log.js';
import { read, Subscription, type ReadCall } from './subscription.js';

const APPEND_AT_MOST = 1024 * 1024;
const HOST = '127.0.0.1';

/**
 * FOR TESTS ONLY. Speaks as much of EventStoreDB's gRPC protocol as the ledger uses, from the service definitions that the client
 * ships, and answers as version 23.10 was seen to; keeps everything in memory, knows no users, projections or deletion.
 * What passes against it is not proven: the same suite runs against a real server whose address is in EVENTSTORE_URL.
 */
export class EventStoreDouble {
  #server: Server | undefined;
  readonly #subscriptions = new Set<Subscription>();
  #nextFault: (() => ServiceError) | undefined;
  #leader: EventStoreDouble | undefined;
  #hangs = false;
  #leavesOutPositions = false;
  port = 0;
  /** What it was asked: appends, reads, and from where each subscription was to begin (0: the start). */
  appends = 0;
  reads = 0;
  readonly subscribed: number[] = [];
  /** What it has sent to subscriptions. */
  followed = 0;
  checkpoints = 0;

  private constructor(
    readonly log: StoreLog,
    private readonly credentials: ServerCredentials,
  ) {}

  /** @param credentials with which it speaks TLS; without them it does not. */
  static async start(
    log = new StoreLog(),
    credentials = ServerCredentials.createInsecure(),
  ): Promise<EventStoreDouble> {
    const double = new EventStoreDouble(log, credentials);
    await double.restart();
    return double;
  }

  get url(): string {
    return `esdb://${HOST}:${this.port}?tls=false`;
  }

  /** Cuts all connections, as kill -9 does. What was stored stays. */
  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** On the same port as before. */
  async restart(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': 4 * APPEND_AT_MOST });
    server.addService(streamsService.StreamsService, {
      append: (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>) =>
        this.#append(call, answer),
      read: (call: ReadCall) => this.#read(call),
    });
    server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (_: ServerUnaryCall<Empty, SupportedMethods>, answer: sendUnaryData<SupportedMethods>) =>
        answer(null, supportedMethods()),
    });
    server.addService(gossipService.GossipService, {
      read: (_: ServerUnaryCall<Empty, ClusterInfo>, answer: sendUnaryData<ClusterInfo>) =>
        answer(null, this.#cluster()),
    });
    this.port = await new Promise<number>((done, fail) =>
      server.bindAsync(`${HOST}:${this.port}`, this.credentials, (error, port) => (error ? fail(error) : done(port))),
    );
    this.#server = server;
    this.#hangs = false;
  }

  /** From now on connections are kept, and no call is answered any more; a restart ends it. */
  hang(): void {
    this.#hangs = true;
  }

  /** Follows this one from now on, which stands on the same log: what needs the leader is refused with its address. */
  follow(leader: EventStoreDouble | undefined): void {
    this.#leader = leader;
  }

  /** Fails the next append before anything is stored. */
  failNextAppend(fault: keyof Omit<typeof faults, 'tooLarge' | 'notLeader'>): void {
    this.#nextFault = faults[fault];
  }

  /** Says no positions of appends from now on, as the real one when it finds them stored but not yet indexed. */
  leaveOutPositions(): void {
    this.#leavesOutPositions = true;
  }

  dropSubscriptions(): void {
    for (const subscription of this.#subscriptions) subscription.drop();
  }

  #append(call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>): void {
    const proposed: ProposedRecord[] = [];
    let options: AppendReq.Options | undefined;
    call.on('data', (request: AppendReq) => {
      const message = request.getProposedMessage();
      if (message) proposed.push(proposedRecord(message));
      options ??= request.getOptions();
    });
    // Also met when the connection is lost on the way, and what has come is not all: that is known a moment later.
    call.on('end', () => setImmediate(() => call.cancelled || this.#store(call.metadata, options, proposed, answer)));
  }

  #store(
    asked: Metadata,
    options: AppendReq.Options | undefined,
    proposed: readonly ProposedRecord[],
    answer: sendUnaryData<AppendResp>,
  ): void {
    this.appends += 1;
    const size = proposed.reduce(
      (sum, { data, metadata, type }) => sum + data.length + metadata.length + type.length,
      0,
    );
    const tooLarge = size > APPEND_AT_MOST ? faults.tooLarge(APPEND_AT_MOST) : undefined;
    const refusal = this.#refusal(asked) ?? tooLarge ?? this.#takeFault();
    if (this.#hangs) return;
    if (refusal) return answer(refusal);
    const expected = options?.hasRevision() ? Number(options.getRevision()) : options?.hasNoStream() ? -1 : undefined;
    // Whoever expects nothing in particular may overwrite a decision: the ledger never asks for it.
    if (expected === undefined) return answer(faults.inHandler());
    const outcome = this.log.append(nameOf(options?.getStreamIdentifier()), expected, proposed);
    const response = appendResponse(outcome, expected);
    if (this.#leavesOutPositions) response.getSuccess()?.setNoPosition(new shared.Empty());
    answer(null, response);
  }

  #read(call: ReadCall): void {
    if (this.#hangs) return;
    const refusal = this.#refusal(call.metadata);
    if (refusal) {
      call.emit('error', refusal);
      return;
    }
    if (call.request.getOptions()?.hasSubscription()) {
      const place = call.request.getOptions()?.getAll()?.getPosition();
      this.subscribed.push(Number(place?.getCommitPosition() ?? 0));
      const told = {
        record: () => void (this.followed += 1),
        checkpoint: () => void (this.checkpoints += 1),
        ended: (ended: Subscription) => void this.#subscriptions.delete(ended),
      };
      this.#subscriptions.add(new Subscription(this.log, call, told));
      return;
    }
    this.reads += 1;
    const found = read(this.log, call);
    if (found instanceof Error) {
      call.emit('error', found);
      return;
    }
    if ('notFound' in found) call.write(notFoundResponse(found.notFound));
    else for (const record of found) call.write(recordResponse(record));
    call.end();
  }

  #refusal(asked: Metadata): ServiceError | undefined {
    const needsLeader = asked.get('requires-leader')[0] === 'true';
    return this.#leader && needsLeader ? faults.notLeader(HOST, this.#leader.port) : undefined;
  }

  #takeFault(): ServiceError | undefined {
    const fault = this.#nextFault;
    this.#nextFault = undefined;
    return fault?.();
  }

  #cluster(): ClusterInfo {
    const { LEADER } = gossip.MemberInfo.VNodeState;
    const leader = new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setString(crypto.randomUUID()))
      .setIsAlive(true)
      .setState(LEADER)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(HOST).setPort((this.#leader ?? this).port));
    return new gossip.ClusterInfo().setMembersList([leader]);
  }
}

/** Also the call that the ledger does not make, and the double does not know: see `client.ts`. */
function supportedMethods(): SupportedMethods {
  const methods = ['append', 'read', 'batchappend'].map((name) =>
    new features.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName(name),
  );
  return new features.SupportedMethods().setEventStoreServerVersion('23.10.6').setMethodsList(methods);
}
