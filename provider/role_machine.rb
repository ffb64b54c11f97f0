# A machine of a role's Molecule scenario, of the lab's own kind.
require_relative "machine"

module Lab
  ROLE_MACHINE = { memory_mib: 1024, cpus: 2 }.freeze

  # title: of the role and its scenario; addresses: of all machines of the scenario, by name.
  # ROLE_SUITE=bookworm boots Debian 12.
  def self.role_machine(machine, title, addresses)
    name = machine.vm.hostname
    boot(machine, name, address: addresses.fetch(name.to_sym), **ROLE_MACHINE, title: "#{title}-#{name}",
                        folder: "#{HOME}/.lab/roles/#{title}", suite: ENV.fetch("ROLE_SUITE", "trixie"))
  end
end
